package io.tweedie.restore.sampler;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.sampling.Transition.Variance;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Shape;
import io.tweedie.restore.record.RunRecord;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/** A way from noise to images that posterior samplers have no part in. */
public interface Sampler {

  /** Sees images on their way. */
  interface Watcher {

    /**
     * After each step; before the first with 0 steps done.
     *
     * @param done steps done
     * @param x noisy images as a diffusion model knows them, x_t; valid during the call, and as
     *     long as something else holds it
     * @param x0 what they are taken to be, made when it is asked for; valid during the call
     * @return whether to go on
     */
    boolean saw(int done, Tensor x, Supplier<Tensor> x0);
  }

  /** Steps of a run. */
  int steps();

  /** The noise levels it visits, as guidance needs them. */
  NoiseSchedule levels();

  /** The variance of its steps, as guidance needs it. */
  Variance variance();

  /** Writes down how it samples. */
  void describe(RunRecord record);

  /**
   * Draws images.
   *
   * @param prior of the images
   * @param noise the run's random numbers
   * @param shape of one image
   * @return float32 N x C x H x W; the caller's to free
   * @throws java.util.concurrent.CancellationException if the watcher asked to stop, or the thread
   *     is interrupted
   */
  Tensor draw(Denoiser prior, KeyedNoise noise, Shape shape, Watcher watcher);
}
