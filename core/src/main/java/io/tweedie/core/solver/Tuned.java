package io.tweedie.core.solver;

import io.tweedie.core.measurement.Noise;
import io.tweedie.core.sampling.Clip;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Start;
import io.tweedie.core.sampling.TimeTravel;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.schedule.Spacing;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.DeblurTask;
import io.tweedie.core.task.InpaintingTask;
import io.tweedie.core.task.NonlinearTask;
import io.tweedie.core.task.Task;

/**
 * The settings that measured best with the prior that ships, by task and by how often the prior may
 * be asked: the knees of the curves in docs/solvers.md.
 *
 * <p>Where something is known near every pixel a run starts from the measurement's guess, at little
 * noise, and goes toward the posterior mean, which is nearest to the truth. In a hole, or for
 * colours, that mean looks like no photo, and a run draws from the posterior.
 */
final class Tuned {

  private Tuned() {}

  /** DDNM for measurements without noise. */
  static Ddnm ddnm(Preset preset, Task task) {
    if (isEnlarging(task)) {
      return switch (preset) {
        case FAST -> new Ddnm(1, toTheMean(3, 0.4, 0.03, 0, 0.7, 0.15));
        case BEST -> Ddnm.posterior();
        default -> new Ddnm(1, toTheMean(6, 0.8, 0.03, 0, 0.7, 0.15));
      };
    }
    if (task instanceof InpaintingTask.RandomPixels) {
      return new Ddnm(1, toTheMean(steps(preset, 20, 30, 60), 0.35, 0.02, 0.5, 0.7, 0.3));
    }
    if (task instanceof NonlinearTask.JpegRepair) {
      return new Ddnm(0.5, toTheMean(steps(preset, 3, 6, 12), 0.3, 0.03, 0, 0.7, 0.15));
    }
    // Strokes are everywhere: filled in 20 steps they are farther from the photo than a linear
    // fill.
    int fast = task instanceof InpaintingTask.FreeForm ? 40 : 20;
    Plan posterior = Ddnm.posterior().plan();
    return new Ddnm(1, posterior.withSteps(new Spacing.Quadratic(steps(preset, fast, 40, 100))));
  }

  /** DDNM+ for what Gaussian blur leaves and 8 bits round, and for noisy holes. */
  static DdnmPlus ddnmPlus(Preset preset, Task task) {
    return task instanceof DeblurTask
        ? new DdnmPlus(0.3, toTheMean(steps(preset, 5, 10, 20), 0.3, 0.005, 0, 0.7, 0.3))
        : DdnmPlus.posterior();
  }

  /** DiffPIR for other blur, and for noisy photos that are small or miss pixels here and there. */
  static DiffPir diffPir(Preset preset, Task task, Noise noise) {
    if (task instanceof DeblurTask.Gaussian && !noise.isNegligible()) {
      Plan plan = toTheMean(steps(preset, 6, 10, 20), 0.5, 0.03, 0, 0.5, 0);
      return new DiffPir(0.25, 0.1, plan.withClip(true));
    }
    if (task instanceof DeblurTask && !noise.isNegligible()) {
      Plan plan = toTheMean(steps(preset, 5, 8, 16), 0.3, 0.03, 0, 0.5, 0);
      return new DiffPir(1, 0.1, plan.withClip(true));
    }
    if (task instanceof DeblurTask) {
      Plan plan = toTheMean(steps(preset, 5, 10, 20), 0.3, 0.01, 0, 0.5, 0);
      return new DiffPir(7, 0.3, plan.withClip(true));
    }
    if (isEnlarging(task)) {
      Plan plan = toTheMean(steps(preset, 6, 10, 20), 0.8, 0.03, 0, 0.5, 0);
      return new DiffPir(0.25, 0.1, plan.withClip(true));
    }
    if (task instanceof InpaintingTask.RandomPixels) {
      Plan plan = toTheMean(steps(preset, 10, 20, 40), 0.5, 0.05, 0.5, 0.7, 0);
      return new DiffPir(0.25, 1, plan.withClip(true));
    }
    return DiffPir.official(task);
  }

  /**
   * From the guess at a noise level, down to another, toward the mean.
   *
   * @param first sigma of the first level
   * @param last sigma of the last level
   * @param warmth temperature of the start
   * @param temperature of the steps
   * @param eta share of fresh noise
   */
  private static Plan toTheMean(
      int steps, double first, double last, double warmth, double temperature, double eta) {
    return new Plan(
        new Spacing.Geometric(steps, first, last),
        new Transition.Tempered(temperature, new Transition.Remix(eta)),
        new Clip.None(),
        TimeTravel.NONE,
        new Start.Guess(warmth));
  }

  private static int steps(Preset preset, int fast, int balanced, int best) {
    return switch (preset) {
      case FAST -> fast;
      case BEST -> best;
      default -> balanced;
    };
  }

  private static boolean isEnlarging(Task task) {
    return task instanceof Task.SuperResolve || task instanceof Task.SuperResolveBicubic;
  }
}
