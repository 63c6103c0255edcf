package io.tweedie.core.guidance;

import io.tweedie.core.registry.Named;
import io.tweedie.core.registry.Registry;
import io.tweedie.core.schedule.NoiseLevel;
import java.util.List;

/**
 * How strongly guidance moves the estimate of the noise at each noise level: by scale f(t) times
 * the score, where f is sqrt(1 - alphaBar) for guidance that is exact.
 */
@FunctionalInterface
public interface GuidanceSchedule {

  /** What moves an estimate as the score of a density does: sqrt(1 - alphaBar). */
  GuidanceSchedule EXACT = new Power(0.5);

  /** f. */
  double at(NoiseLevel level);

  /**
   * Reads a schedule, such as {@code sigmoid:0.1,650,0.01}.
   *
   * @throws IllegalArgumentException if there is no such schedule, or it has no such settings
   */
  static GuidanceSchedule parse(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    return Provider.ALL.named(name).parse(colon < 0 ? "" : text.substring(colon + 1));
  }

  /**
   * Makes a schedule known by a name: the part of {@code power:2} before the colon. Classes that
   * implement it are found as {@link Registry} says.
   */
  interface Provider extends Named {

    /** All schedules. */
    Registry<Provider> ALL = new Registry<>(Provider.class, "guidance schedule");

    /** For the help: how it is written after the colon, and in brackets what it is. */
    String summary();

    /**
     * Reads the settings.
     *
     * @param settings what follows the colon; empty if nothing does
     * @throws IllegalArgumentException if they are not understood
     */
    GuidanceSchedule parse(String settings);

    /**
     * Reads settings that are numbers with commas between.
     *
     * @param example of such settings
     * @throws IllegalArgumentException if they are not as many finite numbers as the example's
     */
    default List<Double> numbers(String settings, String example) {
      return NumberList.read(name(), settings, example);
    }
  }

  /**
   * (1 - alphaBar)^exponent; 0 is constant, 0.5 exact, and large ones fall from strong to weak like
   * a sigmoid.
   *
   * @param exponent at least 0
   */
  record Power(double exponent) implements GuidanceSchedule {

    /** Refuses exponents that grow without bound as noise goes. */
    public Power {
      if (!(exponent >= 0 && Double.isFinite(exponent))) {
        throw new IllegalArgumentException(
            "a power of 1 - alphaBar needs an exponent of at least 0, got " + exponent);
      }
    }

    @Override
    public double at(NoiseLevel level) {
      return Math.pow(1 - level.alphaBar(), exponent);
    }

    /** Reads {@code power:2}. */
    public static final class Reader implements Provider {

      @Override
      public String name() {
        return "power";
      }

      @Override
      public String summary() {
        return "P ((1 - alphaBar)^P)";
      }

      @Override
      public GuidanceSchedule parse(String settings) {
        return new Power(numbers(settings, "2").get(0));
      }
    }
  }

  /**
   * (1 - floor) / (1 + exp(-steepness (t - middle))) + floor, from 1 at the noisiest down to the
   * floor.
   *
   * @param floor y0, what is left at the end
   * @param middle t0, the timestep halfway
   * @param steepness k, per timestep
   */
  record Sigmoid(double floor, double middle, double steepness) implements GuidanceSchedule {

    @Override
    public double at(NoiseLevel level) {
      return (1 - floor) / (1 + Math.exp(-steepness * (level.timestep() - middle))) + floor;
    }

    /** Reads {@code sigmoid:0.1,650,0.01}. */
    public static final class Reader implements Provider {

      @Override
      public String name() {
        return "sigmoid";
      }

      @Override
      public String summary() {
        return "Y0,T0,K (a sigmoid from 1 to Y0 around timestep T0, K steep)";
      }

      @Override
      public GuidanceSchedule parse(String settings) {
        List<Double> n = numbers(settings, "0.1,650,0.01");
        return new Sigmoid(n.get(0), n.get(1), n.get(2));
      }
    }
  }

  /**
   * sqrt(1 - alphaBar), and a share of that once the noise is below a timestep.
   *
   * @param until the timestep at which strong guidance ends; it is strong there still
   * @param share what is left of it then
   */
  record TwoStage(double until, double share) implements GuidanceSchedule {

    @Override
    public double at(NoiseLevel level) {
      return EXACT.at(level) * (level.timestep() >= until ? 1 : share);
    }

    /** Reads {@code two-stage:500,0.37}. */
    public static final class Reader implements Provider {

      @Override
      public String name() {
        return "two-stage";
      }

      @Override
      public String summary() {
        return "T,F (sqrt(1 - alphaBar), below timestep T times F)";
      }

      @Override
      public GuidanceSchedule parse(String settings) {
        List<Double> n = numbers(settings, "500,0.37");
        return new TwoStage(n.get(0), n.get(1));
      }
    }
  }
}
