package io.tweedie.restore.settings;

import io.tweedie.core.measurement.Noise;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.solver.Solver;
import io.tweedie.core.solver.Solvers;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.DeblurTask;
import io.tweedie.core.task.InpaintingTask;
import io.tweedie.core.task.NonlinearTask;
import io.tweedie.core.task.Task;
import io.tweedie.models.prior.Tuned;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The method that was chosen, with all its settings.
 *
 * @param name of the solver
 * @param solver with its settings
 * @param plan how it walks down the noise levels: the solver's own, or as was asked for
 * @param why it is this one, and whose settings it began with, in a few words
 */
public record Choice(String name, Solver solver, Plan plan, String why) {

  /** Which solver is usual where none is named. */
  @FunctionalInterface
  public interface Usual {

    /** For pictures. */
    Usual OF_PIXELS = Choice::usualSolver;

    /** For latents: P2L, and LDIR where the task is not linear. */
    Usual OF_LATENTS = (task, noise, preset) -> task instanceof NonlinearTask ? "ldir" : "p2l";

    /**
     * Its name.
     *
     * @param preset whether one answer is wanted, or several possible ones
     */
    String solver(Task task, Noise noise, Preset preset);
  }

  /** As {@link #of(Optional, Usual, Preset, Tuned, Task, Noise)}, for pictures. */
  public static Choice of(
      Optional<String> name, Preset preset, Tuned tuned, Task task, Noise noise) {
    return of(name, Usual.OF_PIXELS, preset, tuned, task, noise);
  }

  /**
   * Chooses a solver with a preset's settings. Where a quality is asked for (fast, tuned, best)
   * they are those tuned for the model, and of the authors' code if none were.
   *
   * @param name of a solver; empty for the usual one
   * @param usual which that is
   * @param tuned what was tuned for the model
   * @throws IllegalArgumentException if there is no such solver
   */
  public static Choice of(
      Optional<String> name, Usual usual, Preset preset, Tuned tuned, Task task, Noise noise) {
    String solver = name.orElseGet(() -> usual.solver(task, noise, preset));
    Optional<Tuned.Row> row =
        switch (preset) {
          case FAST, TUNED, BEST -> tuned.find(solver, task, noise, quality(preset));
          case PAPER, OFFICIAL, POSTERIOR -> Optional.empty();
        };
    String why =
        "%s (%s), %s"
            .formatted(
                solver,
                name.isEmpty() ? "usual for such photos" : "as asked",
                row.isPresent() ? "with settings tuned for the model" : untuned(preset));
    if (row.isEmpty()) {
      Solver plain = Solvers.named(solver, preset, task, noise);
      return new Choice(solver, plain, plain.plan(), why);
    }
    Map<String, String> settings = new LinkedHashMap<>(row.get().settings());
    settings.put(PlanSettings.STEPS, row.get().steps().get(quality(preset)));
    Solver base = Solvers.named(solver, Preset.parse(row.get().preset()), task, noise);
    Choice changed = new Choice(solver, base, base.plan(), why).with(settings);
    Solver whole = RecordSettings.withPlan(changed.solver, changed.plan);
    return new Choice(solver, whole, changed.plan, why);
  }

  private static String untuned(Preset preset) {
    return switch (preset) {
      case PAPER -> "with the settings of its paper";
      case POSTERIOR -> "with settings to draw several possible photos";
      case OFFICIAL -> "with the settings of its authors' code";
      case FAST, TUNED, BEST ->
          "with the settings of its authors' code, as none were tuned for the model";
    };
  }

  private static String quality(Preset preset) {
    return preset == Preset.TUNED ? "balanced" : preset.name().toLowerCase(Locale.ROOT);
  }

  /**
   * The same with other values of settings.
   *
   * @param settings by name: components of the solver, or {@link PlanSettings} of its plan
   * @throws IllegalArgumentException if there is no such setting or the text is no value of it
   */
  public Choice with(Map<String, String> settings) {
    Map<String, String> own = new LinkedHashMap<>(settings);
    own.keySet().removeIf(setting -> PlanSettings.isOfPlan(setting, solver));
    Solver changed =
        own.isEmpty()
            ? solver
            : (Solver) RecordSettings.withText((Record) solver, own, PlanSettings.names());
    Plan other = plan;
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      if (!own.containsKey(setting.getKey())) {
        other = PlanSettings.with(other, setting.getKey(), setting.getValue());
      }
    }
    return new Choice(name, changed, other, why);
  }

  /**
   * The name of the usual method for a task. Without noise it is DDNM, also for JPEG; for blur
   * DiffPIR, but DDNM+ for Gaussian blur of a photo of 8 bits. With noise it is the posterior mean
   * for denoising, DiffPIR for enlarging, random pixels and blur, DDNM+ for holes, and DDRM for
   * colours; where several possible answers are wanted, DDNM+ for all inpainting and else DDRM.
   * Nonlinear blur takes RED-diff, and phases take DPS.
   *
   * @param preset whether one answer is wanted, or several possible ones
   */
  public static String usualSolver(Task task, Noise noise, Preset preset) {
    boolean exact = noise.isNegligible();
    boolean several = preset == Preset.POSTERIOR;
    if (task instanceof NonlinearTask) {
      return task instanceof NonlinearTask.Phases
          ? "dps"
          : task instanceof NonlinearTask.JpegRepair && exact ? "ddnm" : "red-diff";
    }
    if (task instanceof DeblurTask) {
      // What DDNM puts back in full, A+ y, multiplies rounding where A is nearly blind.
      boolean spectral = task instanceof DeblurTask.Gaussian && !(noise instanceof Noise.None);
      return spectral && exact ? "ddnm+" : spectral && several ? "ddrm" : "diffpir";
    }
    if (task instanceof Task.Denoise) {
      return several ? "ddrm" : "posterior-mean";
    }
    if (exact) {
      return "ddnm";
    }
    boolean random = task instanceof InpaintingTask.RandomPixels;
    if (task instanceof InpaintingTask && (several || !random)) {
      return "ddnm+";
    }
    return task instanceof Task.Colorize || several ? "ddrm" : "diffpir";
  }
}
