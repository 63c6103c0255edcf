package io.tweedie.cli.sample;

import io.tweedie.cli.run.RunRecord;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.sampling.Transition.Variance;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.pytorch.Tensor;

/** A way from noise to images that posterior samplers have no part in. */
interface Sampler {

  /** Sees images on their way. */
  interface Watcher {

    /**
     * After each step; before the first with 0 steps done.
     *
     * @param done steps done
     * @param x noisy images as a diffusion model knows them, x_t; valid during the call, and as
     *     long as something else holds it
     */
    void saw(int done, Tensor x);
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
   */
  Tensor draw(Denoiser prior, KeyedNoise noise, Shape shape, Watcher watcher);
}
