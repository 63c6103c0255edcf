package io.tweedie.cli;

import io.tweedie.core.operator.Noise;
import io.tweedie.core.operator.Task;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.TimeTravel;
import io.tweedie.core.solver.Solver;
import io.tweedie.core.solver.Solvers;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.eval.restore.Restoration;
import io.tweedie.eval.settings.Eta;
import io.tweedie.eval.settings.RecordSettings;
import io.tweedie.eval.settings.Steps;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** How a photo is restored. */
final class SolverOptions {

  @Option(
      names = "--solver",
      paramLabel = "NAME",
      description =
          "Method: ilvr, mcg, dps, score-inpainting, ddrm, ddnm, ddnm+, diffpir, red-diff, dds, dpg"
              + " or dpg-ddim (default: ddnm; for noisy photos ddnm+ or ddrm; diffpir for blur;"
              + " red-diff for jpeg and nonlinear blur; dps for phases, which takes longer).")
  private String solver;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description =
          "Its settings: paper (as published), official (as the authors' code runs), tuned (as"
              + " measured best with the prior that ships) or posterior (as tuned, but to draw"
              + " several possible images); default: tuned, with --samples posterior.")
  private String preset;

  @Option(
      names = "--steps",
      paramLabel = "S",
      description =
          "Steps from noise to image: 100, ddim50, uniform:100, trailing:100, quadratic:100 or"
              + " root:100; more are slower and mostly better (default: the method's own).")
  private String steps;

  @Option(
      names = "--eta",
      paramLabel = "E",
      description = "Fresh noise in each step, from 0 (none) to 1 (default: the method's own).")
  private Double eta;

  @Option(
      names = "--travel",
      paramLabel = "LENGTH,REPEAT",
      description =
          "Go back LENGTH noise levels now and then, and walk each stretch REPEAT times; helps"
              + " large holes, for as much more time (default: straight down).")
  private String travel;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting of the method, such as stepSize=0.5 of dps; may be repeated.")
  private Map<String, String> settings = new LinkedHashMap<>();

  /**
   * The restoration that these options ask for.
   *
   * @param usualPreset settings unless others were asked for
   * @throws IllegalArgumentException if a name or a value is not known
   */
  Restoration restoration(Task task, Noise noise, Preset usualPreset, long seed) {
    Solver chosen =
        Solvers.named(
            solver == null ? Restoration.usualSolver(task, noise) : solver,
            preset == null ? usualPreset : Preset.parse(preset),
            task);
    chosen = (Solver) RecordSettings.withText((Record) chosen, settings(chosen));
    Plan plan = chosen.plan();
    if (travel != null) {
      plan = plan.withTravel(TimeTravel.parse(travel));
    }
    if (eta != null) {
      plan = Eta.of(plan, eta);
    }
    if (steps != null) {
      plan = Steps.of(plan, steps);
    }
    return Restoration.of(task, noise, chosen).withPlan(plan).withSeed(seed);
  }

  /** Methods with an eta of their own take it instead of their transition. */
  private Map<String, String> settings(Solver chosen) {
    Map<String, String> all = new LinkedHashMap<>(settings);
    if (eta != null && Eta.isOf(chosen)) {
      all.putIfAbsent(Eta.NAME, eta.toString());
    }
    return all;
  }
}
