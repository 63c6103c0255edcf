package io.tweedie.models.pipeline;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.denoiser.Tiles;
import io.tweedie.core.guidance.ClassifierFreeGuidance;
import io.tweedie.core.random.NoiseSource;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.sampling.Step;
import io.tweedie.core.tensor.Scoped;
import io.tweedie.core.tensor.Shape;
import io.tweedie.models.scheduler.Scheduler;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * How pictures of a text are drawn: all that decides them besides their noise. It owns no tensor;
 * those that it was given must live as long.
 *
 * <p>The guided prediction is eps(negative) + scale (eps(prompt) - eps(negative)) (Ho and Salimans
 * 2021). Scale 0 draws what the negative prompt says, which is anything where that is empty; 1
 * draws what the prompt says; more exaggerates what tells both apart. From 1 on it is the {@code
 * guidance_scale} of diffusers, which takes less than 1 for 1.
 *
 * @param pipeline whose networks draw
 * @param scheduler from noise to latents
 * @param prompt what to draw
 * @param negative what not to draw
 * @param scale of guidance, at least 0
 * @param tiles in which latents larger than those of the training are seen; empty for as a whole
 * @param given a picture to change; empty to draw from noise alone
 */
public record Generation(
    TextToImage pipeline,
    Scheduler scheduler,
    Condition.Text prompt,
    Condition.Text negative,
    double scale,
    Optional<Tiles> tiles,
    Optional<GivenPicture> given) {

  /**
   * Refuses scales below 0, tiles that the U-Net does not take and strengths that leave no step.
   */
  public Generation {
    requireScale(scale);
    tiles.ifPresent(pipeline.files()::requireServes);
    given.ifPresent(picture -> steps(scheduler, picture));
  }

  /** From noise alone, and as a whole. */
  public Generation(
      TextToImage pipeline,
      Scheduler scheduler,
      Condition.Text prompt,
      Condition.Text negative,
      double scale) {
    this(pipeline, scheduler, prompt, negative, scale, Optional.empty(), Optional.empty());
  }

  /**
   * Checks a scale.
   *
   * @throws IllegalArgumentException if it is no number from 0 on
   */
  public static void requireScale(double scale) {
    if (!(scale >= 0 && scale < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the scale is at least 0 (0 unconditional, 1 conditional, more exaggerates), got "
              + scale);
    }
  }

  /**
   * The initial latents, which do not depend on the scheduler and its steps.
   *
   * @return standard normal, N x shape
   */
  public static Tensor latents(NoiseSource noise, Shape shape) {
    return noise.normal(0, "latents", shape);
  }

  /** Steps of a run. */
  public int steps() {
    return given.map(picture -> steps(scheduler, picture)).orElseGet(() -> loop().steps());
  }

  /**
   * Steps of a run that changes a picture, as diffusers counts: of 50 at strength 0.75 the last 37.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static int steps(Scheduler scheduler, GivenPicture picture) {
    int all = scheduler.plan().steps().count();
    int steps = Math.min((int) (all * picture.strength()), all);
    if (steps == 0) {
      throw new IllegalArgumentException(
          "strength %s leaves none of %d steps; take more steps or more strength"
              .formatted(picture.strength(), all));
    }
    return steps;
  }

  /**
   * How often the U-Net is evaluated where the loop asks once: for each half of guidance, and for
   * each tile.
   *
   * @param latent shape of the latents
   */
  public int evaluationsPerAsk(Shape latent) {
    int halves = scale == 0 || scale == 1 ? 1 : 2;
    return halves
        * tiles
            .map(pipeline.files()::requireServes)
            .map(layout -> layout.evaluations(latent.height(), latent.width()))
            .orElse(1);
  }

  /** The loop from noise to latents. */
  public SamplingLoop loop() {
    ConditionalDenoiser whole = pipeline.prior(scheduler.prediction(), negative);
    ConditionalDenoiser seen =
        tiles
            .<ConditionalDenoiser>map(t -> t.of(whole, pipeline.files().trainedSide()))
            .orElse(whole);
    return scheduler.loop(new ClassifierFreeGuidance(seen, prompt, scale), Condition.none());
  }

  /**
   * The state before the first step.
   *
   * @param z initial latents, standard normal, N x {@link TextToImage#latentShape}
   * @return to {@link #run} from; its tensor is the caller's to close
   */
  public SamplingLoop.State start(Tensor z) {
    SamplingLoop loop = loop();
    // A picture under the last noise of the training would still shine through a little.
    if (given.isEmpty() || given.get().strength() == 1 && given.get().kept().isPresent()) {
      return new SamplingLoop.State(loop.steps(), loop.start(z));
    }
    try (Tensor picture = encoded()) {
      return loop.startFrom(steps(), picture, z);
    }
  }

  /** The latents of the given picture, the mean of those that the encoder allows. */
  private Tensor encoded() {
    return Scoped.run(
        () -> {
          try (NoGradGuard guard = new NoGradGuard()) {
            return pipeline.autoencoder().encode(given.orElseThrow().pixels()).detach();
          }
        });
  }

  /**
   * Runs from a state to the end.
   *
   * @param state of {@link #start}, or one that a listener saw
   * @param z the initial latents
   * @param noise for schedulers that add noise in their steps
   * @param listener hears of every step
   * @return latents as {@link #picture} takes them; the caller's to free. Errors as of {@link
   *     SamplingLoop#run}
   */
  public Tensor run(
      SamplingLoop.State state, Tensor z, NoiseSource noise, SamplingLoop.Listener listener) {
    if (given.flatMap(GivenPicture::kept).isEmpty()) {
      try (Tensor x = loop().resume(step -> step.next(step.x0Hat()), noise, state, listener)) {
        return Scoped.run(() -> scheduler.latents(x).clone());
      }
    }
    try (Tensor known = encoded();
        Tensor share = keptLatents();
        Tensor x = loop().resume(step -> filled(step, known, share, z), noise, state, listener)) {
      return Scoped.run(() -> scheduler.latents(x).lerp(known, share));
    }
  }

  /**
   * One step, after which the kept latents are those of the picture under the noise that is left.
   */
  private static Tensor filled(Step step, Tensor known, Tensor share, Tensor z) {
    Tensor next = step.next(step.x0Hat());
    return step.index() == 0 ? next : next.lerp(step.noisedToPrevious(known, z), share);
  }

  /** 1 where all pixels of a latent are kept, else 0. */
  private Tensor keptLatents() {
    return Scoped.run(
        () -> {
          Tensor kept = given.orElseThrow().kept().orElseThrow();
          Shape latent = pipeline.latentShape(Shape.of(given.orElseThrow().pixels()));
          // The least of each block of pixels, but that the library only pools to the greatest.
          Tensor missing = kept.neg();
          return torch.adaptive_max_pool2d(missing, latent.height(), latent.width()).get0().neg();
        });
  }

  /**
   * Decodes. Pixels of a given picture that are kept are its own.
   *
   * @param latents of {@link #run}, N x C x h x w
   * @return N x C x H x W in [-1, 1]; the caller's to free
   */
  public Tensor picture(Tensor latents) {
    return Scoped.run(
        () -> {
          try (NoGradGuard guard = new NoGradGuard()) {
            Tensor decoded = clamped(pipeline.autoencoder().decode(latents));
            return given
                .filter(picture -> picture.kept().isPresent())
                .map(picture -> decoded.lerp(picture.pixels(), picture.kept().orElseThrow()))
                .orElse(decoded);
          }
        });
  }

  /**
   * What a run has come to, roughly.
   *
   * @param x0 an estimate of the latents, N x C x h x w
   * @return N x C x h' x w' in [-1, 1]; the caller's to free
   */
  public Tensor preview(Tensor x0) {
    return Scoped.run(() -> clamped(pipeline.autoencoder().preview(x0)));
  }

  private static Tensor clamped(Tensor pixels) {
    return pixels.clamp(new ScalarOptional(scalar(-1)), new ScalarOptional(scalar(1)));
  }
}
