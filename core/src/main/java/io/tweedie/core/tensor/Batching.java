package io.tweedie.core.tensor;

/** What the images of a batch may do to each other's rounding. */
public enum Batching {
  /**
   * Nothing: an image's result and gradient have the same bits in any batch. Where layers of the
   * tensor library would round otherwise, images are computed one by one.
   */
  INVARIANT("invariant"),
  /** Whole batches go through at once; an image's last bits depend on its batch mates. */
  FAST("fast");

  private final String word;

  Batching(String word) {
    this.word = word;
  }

  /**
   * Reads {@code invariant} or {@code fast}.
   *
   * @throws IllegalArgumentException for any other name
   */
  public static Batching parse(String name) {
    for (Batching batching : values()) {
      if (batching.word.equals(name)) {
        return batching;
      }
    }
    throw new IllegalArgumentException(
        "batching '" + name + "' is not known; choose invariant or fast");
  }

  /** What {@link #parse} reads. */
  public String word() {
    return word;
  }
}
