package io.tweedie.core.solver;

import io.tweedie.core.operator.DeblurTask;
import io.tweedie.core.operator.Noise;
import io.tweedie.core.operator.Task;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The registry: solvers by the names that the command line uses. */
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
     * As measured best with the prior that ships, in no more evaluations than help; where nothing
     * was measured, official.
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

  @FunctionalInterface
  private interface Factory {
    Solver create(Preset preset, Task task, Noise noise);
  }

  private static final Map<String, Factory> ALL = new LinkedHashMap<>();

  static {
    ALL.put("posterior-mean", (p, t, n) -> PosteriorMean.of(n));
    ALL.put("ilvr", (p, t, n) -> p == Preset.PAPER ? Ilvr.paper() : Ilvr.official());
    ALL.put("mcg", (p, t, n) -> p == Preset.PAPER ? Mcg.paper() : Mcg.official());
    ALL.put(
        "ddnm",
        (p, t, n) ->
            switch (p) {
              case PAPER -> Ddnm.paper();
              case OFFICIAL -> Ddnm.official();
              case FAST, TUNED, BEST -> Tuned.ddnm(p, t);
              case POSTERIOR -> Ddnm.posterior();
            });
    ALL.put("dps", (p, t, n) -> p == Preset.PAPER ? Dps.paper() : Dps.official(t));
    ALL.put("score-inpainting", (p, t, n) -> ScoreInpainting.paper());
    ALL.put("ddrm", (p, t, n) -> p == Preset.PAPER ? Ddrm.paper() : Ddrm.official());
    ALL.put(
        "ddnm+",
        (p, t, n) ->
            switch (p) {
              case PAPER -> DdnmPlus.paper();
              case OFFICIAL -> DdnmPlus.official();
              case FAST, TUNED, BEST -> Tuned.ddnmPlus(p, t);
              case POSTERIOR -> DdnmPlus.posterior();
            });
    ALL.put(
        "diffpir",
        (p, t, n) ->
            switch (p) {
              case PAPER -> DiffPir.paper(t);
              case OFFICIAL -> DiffPir.official(t);
              case FAST, TUNED, BEST -> Tuned.diffPir(p, t, n);
              case POSTERIOR -> t instanceof DeblurTask ? DiffPir.paper(t) : DiffPir.official(t);
            });
    ALL.put("red-diff", (p, t, n) -> p == Preset.PAPER ? RedDiff.paper() : RedDiff.official());
    ALL.put("dds", (p, t, n) -> p == Preset.PAPER ? Dds.paper() : Dds.official());
    ALL.put("dpg", (p, t, n) -> Dpg.official(t));
    ALL.put("dpg-ddim", (p, t, n) -> Dpg.officialDdim(t));
  }

  private Solvers() {}

  /** The names, in the order of publication of the papers. */
  public static Set<String> names() {
    return ALL.keySet();
  }

  /**
   * A solver with a preset's settings for a task and the noise in its measurements.
   *
   * @throws IllegalArgumentException if there is none of that name, listing those there are
   */
  public static Solver named(String name, Preset preset, Task task, Noise noise) {
    Factory factory = ALL.get(name.toLowerCase(Locale.ROOT));
    if (factory == null) {
      throw new IllegalArgumentException(
          "solver '%s' is not known; choose one of %s".formatted(name, String.join(", ", names())));
    }
    return factory.create(preset, task, noise);
  }
}
