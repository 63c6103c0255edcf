package io.tweedie.eval.baseline;

import java.util.List;
import java.util.stream.Collectors;

/** The registry of baselines. */
public final class Baselines {

  private static final List<Baseline> ALL =
      List.of(
          new AsMeasured(),
          new BicubicEnlargement(),
          new BackProjection(),
          new LinearFill(),
          new BiharmonicFill(),
          new UnsharpMask(),
          new DctDenoising());

  private Baselines() {}

  /** Every baseline there is, the plainest first. */
  public static List<Baseline> all() {
    return ALL;
  }

  /**
   * The baseline of a name.
   *
   * @throws IllegalArgumentException if there is none, listing those there are
   */
  public static Baseline named(String name) {
    return ALL.stream()
        .filter(baseline -> baseline.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "baseline '%s' is not known; choose one of %s"
                        .formatted(
                            name,
                            ALL.stream().map(Baseline::name).collect(Collectors.joining(", ")))));
  }
}
