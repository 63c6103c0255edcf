package io.tweedie.core.denoiser;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.schedule.NoiseLevel;
import org.bytedeco.pytorch.Tensor;

/**
 * The exact denoiser of images whose pixels are independent normal numbers, x0 ~ N(mean,
 * deviation^2 I). Its posteriors are known, so samplers can be held against them.
 *
 * <p>E[x0 | x_t] = mean + k (x_t - a mean), with a = sqrt(alphaBar) and k = a deviation^2 /
 * (alphaBar deviation^2 + 1 - alphaBar) (Bishop 2006, equation 2.116).
 *
 * @param mean of every pixel
 * @param deviation of every pixel, positive
 */
public record GaussianPrior(double mean, double deviation) implements Denoiser {

  /** Refuses deviations that are not positive. */
  public GaussianPrior {
    if (!(deviation > 0)) {
      throw new IllegalArgumentException("deviation must be positive, got " + deviation);
    }
  }

  @Override
  public Prediction predict(Tensor xt, NoiseLevel level) {
    double a = Math.sqrt(level.alphaBar());
    double variance = deviation * deviation;
    double k = a * variance / (level.alphaBar() * variance + 1 - level.alphaBar());
    Tensor x0 = xt.sub(scalar(a * mean)).mul(scalar(k)).add(scalar(mean));
    return new Prediction(Parameterization.X0, x0);
  }
}
