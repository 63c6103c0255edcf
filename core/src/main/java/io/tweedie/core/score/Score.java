package io.tweedie.core.score;

import static io.tweedie.core.tensor.Scalars.scalar;

import org.bytedeco.pytorch.Tensor;

/**
 * The score of a noisy density: the gradient of ln p_sigma(x) with respect to x, where p_sigma is
 * the density of the data after normal noise of deviation sigma was added to it (Song and Ermon
 * 2019, section 3). The data itself is not scaled down, as it is in the diffusion of DDPM.
 */
@FunctionalInterface
public interface Score {

  /**
   * The score at some places.
   *
   * @param x noisy images N x C x H x W, or whatever else the implementation speaks of
   * @param sigma deviation of the noise, in the units of x
   * @return of the shape of x
   */
  Tensor at(Tensor x, double sigma);

  /**
   * Tweedie's formula: the posterior mean of the data, E[x0 | x] = x + sigma^2 score(x) (Robbins
   * 1956, Efron 2011). Arguments as in {@link #at}.
   */
  default Tensor denoised(Tensor x, double sigma) {
    return x.add(at(x, sigma), scalar(sigma * sigma));
  }
}
