package io.tweedie.models.nn;

import io.tweedie.models.checkpoint.TensorInfo;
import java.nio.file.Path;
import java.util.List;

/**
 * How a checkpoint fits a network.
 *
 * @param file the checkpoint
 * @param loaded names of parameters that have their value from it now
 * @param missing names of parameters that it lacks
 * @param unexpected names of its tensors that the network lacks
 * @param misfits tensors of the right name that cannot be the parameter's value
 */
public record LoadReport(
    Path file,
    List<String> loaded,
    List<String> missing,
    List<String> unexpected,
    List<Misfit> misfits) {

  private static final int LISTED = 8;

  /** Copies the lists. */
  public LoadReport {
    loaded = List.copyOf(loaded);
    missing = List.copyOf(missing);
    unexpected = List.copyOf(unexpected);
    misfits = List.copyOf(misfits);
  }

  /**
   * A tensor whose shape is not the parameter's, or whose elements are not floating point numbers.
   *
   * @param name of both
   * @param expected shape of the parameter
   * @param found what the checkpoint has
   */
  public record Misfit(String name, List<Long> expected, TensorInfo found) {

    @Override
    public String toString() {
      return "%s (expected %s, found %s %s)"
          .formatted(name, expected, found.dtype(), found.shape());
    }
  }

  /** Whether network and checkpoint have the same parameters, name by name and shape by shape. */
  public boolean isComplete() {
    return missing.isEmpty() && unexpected.isEmpty() && misfits.isEmpty();
  }

  /**
   * Insists on {@link #isComplete()}.
   *
   * @throws IllegalArgumentException with what is wrong otherwise
   */
  public void requireComplete() {
    if (!isComplete()) {
      throw new IllegalArgumentException(
          this
              + "\nThe checkpoint is of another architecture than the configuration, or its"
              + " parameters stand below a prefix.");
    }
  }

  @Override
  public String toString() {
    int parameters = loaded.size() + missing.size() + misfits.size();
    return "%s: %d of %d parameters loaded".formatted(file, loaded.size(), parameters)
        + line("missing", missing)
        + line("unexpected", unexpected)
        + line("of another shape or type", misfits);
  }

  private static String line(String what, List<?> items) {
    if (items.isEmpty()) {
      return "";
    }
    String listed = String.join(", ", items.stream().limit(LISTED).map(Object::toString).toList());
    String rest = items.size() > LISTED ? ", and %d more".formatted(items.size() - LISTED) : "";
    return "%n  %d %s: %s%s".formatted(items.size(), what, listed, rest);
  }
}
