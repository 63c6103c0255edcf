package io.tweedie.restore.spec;

import io.tweedie.core.measurement.Noise;
import io.tweedie.core.schedule.Spacing;
import io.tweedie.core.solver.Solvers;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.Task;
import io.tweedie.models.prior.Tuned;
import io.tweedie.restore.settings.Choice;
import io.tweedie.restore.settings.Eta;
import io.tweedie.restore.settings.PlanSettings;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a photo is restored, in words.
 *
 * @param solver its name, as in {@link Solvers#names}; the {@link Choice#usualSolver usual one} if
 *     absent
 * @param quality how often the prior is asked: {@code fast}, {@code balanced} or {@code best}
 * @param preset whose settings it takes, as {@link Preset#parse} reads it; not with a quality
 * @param steps as {@link Spacing#parse} reads them; a bare number keeps the kind of spacing
 * @param eta share of fresh noise in each step, in [0, 1]
 * @param travel time travel, LENGTH,REPEAT
 * @param set other settings by name, of the solver or of its plan ({@link PlanSettings})
 */
public record MethodSpec(
    String solver,
    String quality,
    String preset,
    String steps,
    Double eta,
    String travel,
    Map<String, String> set)
    implements Serializable {

  /** The usual method. */
  public static final MethodSpec USUAL = new MethodSpec(null, null, null, null, null, null, null);

  private static final List<String> QUALITIES = List.of("fast", "balanced", "best");

  /** Copies the settings. */
  public MethodSpec {
    set = set == null ? Map.of() : Map.copyOf(set);
  }

  /**
   * The method with all its settings.
   *
   * @param solvers which solver is usual
   * @param usual preset unless a quality or a preset is said
   * @param tuned what was tuned for the model
   * @throws IllegalArgumentException if a name or a value is not known
   */
  public Choice choose(Choice.Usual solvers, Preset usual, Tuned tuned, Task task, Noise noise) {
    return Choice.of(Optional.ofNullable(solver), solvers, preset(usual), tuned, task, noise)
        .with(settings());
  }

  private Preset preset(Preset usual) {
    if (quality != null && preset != null) {
      throw new IllegalArgumentException(
          "--quality and --preset both choose the settings; give one of them");
    }
    if (quality != null && !QUALITIES.contains(quality)) {
      throw new IllegalArgumentException(
          "quality '%s' is not known; choose %s".formatted(quality, String.join(", ", QUALITIES)));
    }
    String name = quality == null ? preset : quality;
    return name == null ? usual : Preset.parse(name);
  }

  /** All settings by name; what has a word of its own goes before those of {@code set}. */
  private Map<String, String> settings() {
    Map<String, String> all = new LinkedHashMap<>(set);
    if (travel != null) {
      all.put(PlanSettings.TRAVEL, travel);
    }
    if (eta != null) {
      all.put(Eta.NAME, eta.toString());
    }
    if (steps != null) {
      all.put(PlanSettings.STEPS, steps);
    }
    return all;
  }
}
