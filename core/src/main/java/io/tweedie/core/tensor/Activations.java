package io.tweedie.core.tensor;

/** What a network that is differentiated does with the results of its layers. Changes no result. */
public enum Activations {
  /** They stay in memory until the gradient is taken. */
  KEPT("kept"),
  /**
   * Those between two blocks stay, and a block runs again when its gradient is taken (Chen et al.,
   * Training deep nets with sublinear memory cost, 2016): a fraction of the memory for about a
   * third more time. Gradients of the weights are not to be had so.
   */
  RECOMPUTED("recomputed");

  private final String word;

  Activations(String word) {
    this.word = word;
  }

  /**
   * Reads {@code kept} or {@code recomputed}.
   *
   * @throws IllegalArgumentException for any other name
   */
  public static Activations parse(String name) {
    for (Activations activations : values()) {
      if (activations.word.equals(name)) {
        return activations;
      }
    }
    throw new IllegalArgumentException(
        "activations '" + name + "' are not known; choose kept or recomputed");
  }

  /** What {@link #parse} reads. */
  public String word() {
    return word;
  }
}
