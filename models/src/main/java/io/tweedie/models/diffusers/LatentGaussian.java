package io.tweedie.models.diffusers;

import static io.tweedie.core.tensor.Scalars.scalar;

import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * The distribution of latents that an encoder gives: normal, each element independent of the
 * others.
 *
 * @param mean N x C x H x W
 * @param logVariance natural logarithm of the variance, in [-30, 20]; N x C x H x W
 */
public record LatentGaussian(Tensor mean, Tensor logVariance) {

  private static final double LEAST = -30;
  private static final double MOST = 20;

  /** Of means and log variances that stand behind each other as channels: N x 2C x H x W. */
  static LatentGaussian of(Tensor moments) {
    long channels = moments.size(1) / 2;
    Tensor logVariance =
        moments
            .narrow(1, channels, channels)
            .clamp(new ScalarOptional(scalar(LEAST)), new ScalarOptional(scalar(MOST)));
    return new LatentGaussian(moments.narrow(1, 0, channels), logVariance);
  }

  /**
   * A sample.
   *
   * @param noise standard normal numbers in the shape of the mean
   */
  public Tensor sample(Tensor noise) {
    return mean.add(logVariance.mul(scalar(0.5)).exp().mul(noise));
  }

  /**
   * The Kullback-Leibler divergence from the standard normal distribution (Kingma and Welling,
   * Auto-encoding variational Bayes, ICLR 2014, appendix B), summed over the elements of each
   * image.
   *
   * @return [N]
   */
  public Tensor divergence() {
    Tensor each = mean.square().add(logVariance.exp()).sub(logVariance).sub(scalar(1));
    return each.flatten(1, 3).sum(1).mul(scalar(0.5));
  }
}
