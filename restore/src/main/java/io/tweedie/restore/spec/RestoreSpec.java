package io.tweedie.restore.spec;

import io.tweedie.core.denoiser.Tiles;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.Task;
import io.tweedie.models.prior.Tuned;
import io.tweedie.restore.settings.Choice;
import java.util.Optional;

/**
 * How photos are restored, in words: {@code task=sr:4 quality=fast seed=1}.
 *
 * @param damage what is wrong with them
 * @param method how they are restored
 * @param guidance what they show, where the model knows classes
 * @param prompt what they show, where the model is told texts
 * @param tiles how latents larger than those of the training are seen, as {@link Tiles#parse} reads
 *     it; as a whole if absent
 * @param samples how many possible photos are drawn; 1 if absent
 * @param multiscale whether holes wider than the model sees are filled from coarse to fine; they
 *     are if absent
 * @param seed of every random number; 0 if absent
 */
public record RestoreSpec(
    DamageSpec damage,
    MethodSpec method,
    GuidanceSpec guidance,
    PromptSpec prompt,
    String tiles,
    Integer samples,
    Boolean multiscale,
    Long seed)
    implements Spec<RestoreSpec> {

  private static final int MOST_SAMPLES = 10_000;

  /** Fills in what is usual. */
  public RestoreSpec {
    samples = samples == null ? 1 : samples;
    multiscale = multiscale == null || multiscale;
    seed = seed == null ? 0 : seed;
    if (tiles != null) {
      Tiles.parse(tiles);
    }
    if (samples < 1 || samples > MOST_SAMPLES) {
      throw new IllegalArgumentException(
          "--samples must be from 1 to %d, got %d".formatted(MOST_SAMPLES, samples));
    }
  }

  /** The tiles, if the model is to see some. */
  public Optional<Tiles> blended() {
    return Optional.ofNullable(tiles).map(Tiles::parse);
  }

  /** Of photos whose prior is told no text. */
  public RestoreSpec(
      DamageSpec damage,
      MethodSpec method,
      GuidanceSpec guidance,
      Integer samples,
      Boolean multiscale,
      Long seed) {
    this(damage, method, guidance, PromptSpec.NONE, null, samples, multiscale, seed);
  }

  /**
   * The usual method for a task.
   *
   * @param task what is wrong with the photos, such as {@code sr:4}
   */
  public static RestoreSpec of(String task) {
    return new RestoreSpec(
        new DamageSpec(task, null, null, null),
        MethodSpec.USUAL,
        GuidanceSpec.NONE,
        PromptSpec.NONE,
        null,
        null,
        null,
        null);
  }

  /**
   * The method for photos with some damage: where several samples are drawn one that draws them,
   * otherwise one that comes near to the photo.
   *
   * @param usual which solver is usual
   * @param tuned what was tuned for the model
   * @throws IllegalArgumentException if a name or a value is not known
   */
  public Choice choose(Choice.Usual usual, Tuned tuned, Task task, Noise noise) {
    Preset preset = samples > 1 ? Preset.POSTERIOR : Preset.TUNED;
    return method.choose(usual, preset, tuned, task, noise);
  }
}
