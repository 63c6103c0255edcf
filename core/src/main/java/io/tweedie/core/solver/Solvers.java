package io.tweedie.core.solver;

import io.tweedie.core.measurement.Noise;
import io.tweedie.core.task.Task;
import java.util.List;
import java.util.Locale;

/** Solvers by the names that the command line uses, as {@link SolverProvider}s make them known. */
public final class Solvers {

  /** Whose settings a solver takes where the paper and its authors' code differ. */
  public enum Preset {
    /** As published. */
    PAPER,
    /** As the authors' code runs, without its bugs. */
    OFFICIAL,
    /** As tuned, but in as few evaluations of the prior as are worth it. */
    FAST,
    /**
     * As measured best with the prior that is asked, in no more evaluations than help. Such
     * settings lie beside its weights; a solver knows none, and gives those of the authors' code.
     */
    TUNED,
    /** As tuned, but for the sharper image where people would see it, whatever it takes. */
    BEST,
    /** As tuned, but to draw several possible images rather than one that is near to all. */
    POSTERIOR;

    /**
     * Reads {@code paper}, {@code official}, {@code fast}, {@code tuned} or {@code balanced}, which
     * are the same, {@code best} or {@code posterior}.
     *
     * @throws IllegalArgumentException for any other name
     */
    public static Preset parse(String name) {
      return switch (name.toLowerCase(Locale.ROOT)) {
        case "paper" -> PAPER;
        case "official" -> OFFICIAL;
        case "fast" -> FAST;
        case "tuned", "balanced" -> TUNED;
        case "best" -> BEST;
        case "posterior" -> POSTERIOR;
        default ->
            throw new IllegalArgumentException(
                ("preset '%s' is not known; choose paper, official, fast, balanced, best, tuned"
                        + " or posterior")
                    .formatted(name));
      };
    }
  }

  private Solvers() {}

  /** The names: in the order of publication of the papers, then those of other jars. */
  public static List<String> names() {
    return SolverProvider.ALL.names();
  }

  /**
   * A solver with a preset's settings for a task and the noise in its measurements.
   *
   * @throws IllegalArgumentException if there is none of that name, listing those there are
   */
  public static Solver named(String name, Preset preset, Task task, Noise noise) {
    return SolverProvider.ALL.named(name).create(preset, task, noise);
  }
}
