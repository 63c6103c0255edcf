package io.tweedie.cli;

import io.tweedie.core.operator.Noise;
import io.tweedie.core.operator.Task;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.solver.Solver;
import io.tweedie.core.solver.Solvers;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.eval.restore.Restoration;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** How a photo is restored. */
final class SolverOptions {

  @Option(
      names = "--solver",
      paramLabel = "NAME",
      description =
          "Method: ddnm, dps, ilvr or mcg (default: ddnm; for noisy photos dps, which takes"
              + " longer).")
  private String solver;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      defaultValue = "tuned",
      description =
          "Its settings: paper (as published), official (as the authors' code runs) or tuned (as"
              + " measured best with the prior that ships; default).")
  private String preset;

  @Option(
      names = "--steps",
      paramLabel = "S",
      description =
          "Steps from noise to image: 100, ddim50, uniform:100, trailing:100 or quadratic:100; more"
              + " are slower and mostly better (default: the method's own).")
  private String steps;

  @Option(
      names = "--eta",
      paramLabel = "E",
      description = "Fresh noise in each step, from 0 (none) to 1 (default: the method's own).")
  private Double eta;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting of the method, such as stepSize=0.5 of dps; may be repeated.")
  private Map<String, String> settings = new LinkedHashMap<>();

  /**
   * The restoration that these options ask for.
   *
   * @throws IllegalArgumentException if a name or a value is not known
   */
  Restoration restoration(Task task, Noise noise, long seed) {
    Restoration usual = Restoration.of(task, noise);
    Solver chosen =
        solver == null && preset.equals("tuned")
            ? usual.solver()
            : Solvers.named(
                solver == null ? name(usual.solver()) : solver, Preset.parse(preset), task);
    chosen = (Solver) RecordSettings.withText((Record) chosen, settings);
    Plan plan = chosen.plan();
    if (eta != null) {
      plan = plan.withTransition(withEta(plan.transition()));
    }
    if (steps != null) {
      plan = plan.withSteps(inSpacingOf(plan.steps()));
    }
    return Restoration.of(task, noise, chosen).withPlan(plan).withSeed(seed);
  }

  private static String name(Solver solver) {
    return solver.getClass().getSimpleName();
  }

  private Transition withEta(Transition transition) {
    return transition instanceof Transition.Remix
        ? new Transition.Remix(eta)
        : new Transition.Ddim(eta);
  }

  /** A bare number keeps the kind of spacing that the method has. */
  private String inSpacingOf(String usual) {
    int colon = usual.indexOf(':');
    boolean bare = steps.chars().allMatch(Character::isDigit);
    return bare && colon > 0 ? usual.substring(0, colon + 1) + steps : steps;
  }
}
