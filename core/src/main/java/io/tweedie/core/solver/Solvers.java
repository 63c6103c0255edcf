package io.tweedie.core.solver;

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
    /** As measured best with the prior that ships; where nothing was measured, official. */
    TUNED,
    /** As tuned, but to draw several possible images rather than one that is near to all. */
    POSTERIOR;

    /**
     * Reads {@code paper}, {@code official}, {@code tuned} or {@code posterior}.
     *
     * @throws IllegalArgumentException for any other name
     */
    public static Preset parse(String name) {
      return switch (name.toLowerCase(Locale.ROOT)) {
        case "paper" -> PAPER;
        case "official" -> OFFICIAL;
        case "tuned" -> TUNED;
        case "posterior" -> POSTERIOR;
        default ->
            throw new IllegalArgumentException(
                "preset '%s' is not known; choose paper, official, tuned or posterior"
                    .formatted(name));
      };
    }
  }

  @FunctionalInterface
  private interface Factory {
    Solver create(Preset preset, Task task);
  }

  private static final Map<String, Factory> ALL = new LinkedHashMap<>();

  static {
    ALL.put("ilvr", (p, t) -> p == Preset.PAPER ? Ilvr.paper() : Ilvr.official());
    ALL.put("mcg", (p, t) -> p == Preset.PAPER ? Mcg.paper() : Mcg.official());
    ALL.put(
        "ddnm",
        (p, t) ->
            switch (p) {
              case PAPER -> Ddnm.paper();
              case OFFICIAL -> Ddnm.official();
              case TUNED -> Ddnm.tuned(t);
              case POSTERIOR -> Ddnm.posterior();
            });
    ALL.put("dps", (p, t) -> p == Preset.PAPER ? Dps.paper() : Dps.official(t));
    ALL.put("score-inpainting", (p, t) -> ScoreInpainting.paper());
    ALL.put("ddrm", (p, t) -> p == Preset.PAPER ? Ddrm.paper() : Ddrm.official());
    ALL.put(
        "ddnm+",
        (p, t) ->
            switch (p) {
              case PAPER -> DdnmPlus.paper();
              case OFFICIAL -> DdnmPlus.official();
              case TUNED, POSTERIOR -> DdnmPlus.tuned();
            });
    ALL.put(
        "diffpir",
        (p, t) ->
            switch (p) {
              case PAPER -> DiffPir.paper(t);
              case OFFICIAL -> DiffPir.official(t);
              case TUNED, POSTERIOR -> DiffPir.tuned(t);
            });
    ALL.put("red-diff", (p, t) -> p == Preset.PAPER ? RedDiff.paper() : RedDiff.official());
    ALL.put("dds", (p, t) -> p == Preset.PAPER ? Dds.paper() : Dds.official());
    ALL.put("dpg", (p, t) -> Dpg.official(t));
    ALL.put("dpg-ddim", (p, t) -> Dpg.officialDdim(t));
  }

  private Solvers() {}

  /** The names, in the order of publication of the papers. */
  public static Set<String> names() {
    return ALL.keySet();
  }

  /**
   * A solver with a preset's settings for a task.
   *
   * @throws IllegalArgumentException if there is none of that name, listing those there are
   */
  public static Solver named(String name, Preset preset, Task task) {
    Factory factory = ALL.get(name.toLowerCase(Locale.ROOT));
    if (factory == null) {
      throw new IllegalArgumentException(
          "solver '%s' is not known; choose one of %s".formatted(name, String.join(", ", names())));
    }
    return factory.create(preset, task);
  }
}
