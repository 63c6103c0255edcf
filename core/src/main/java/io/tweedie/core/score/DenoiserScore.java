package io.tweedie.core.score;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.schedule.NoiseSchedule;
import org.bytedeco.pytorch.Tensor;

/**
 * What a denoiser says of the score, by Tweedie's formula read backwards: score(x) = (E[x0 | x] -
 * x) / sigma^2 = -epsilon / sigma. The denoiser sees x_t = sqrt(alphaBar) x, with 1 / alphaBar = 1
 * + sigma^2, under the timestep at which its schedule has that level.
 *
 * @param prior the denoiser; guided ones give guided scores
 * @param schedule its training noise schedule, which says what timestep a sigma has
 */
public record DenoiserScore(Denoiser prior, NoiseSchedule schedule) implements Score {

  /**
   * The score of noisy images.
   *
   * @param x x0 + sigma z, N x C x H x W, in the units of the denoiser's images
   * @param sigma deviation of the noise, within what the schedule has
   * @throws IllegalArgumentException for any other sigma
   */
  @Override
  public Tensor at(Tensor x, double sigma) {
    NoiseLevel level = level(sigma);
    Tensor xt = x.mul(scalar(Math.sqrt(level.alphaBar())));
    Prediction p = prior.predict(xt, level);
    return p.kind().epsilon(xt, p.output(), level.alphaBar()).mul(scalar(-1 / sigma));
  }

  private NoiseLevel level(double sigma) {
    double least = schedule.sigma(0);
    double most = schedule.sigma(schedule.size() - 1);
    if (!(sigma >= least && sigma <= most)) {
      throw new IllegalArgumentException(
          "this prior was trained at sigmas from %.4g to %.4g, and cannot be asked at %.4g"
              .formatted(least, most, sigma));
    }
    return schedule.ofSigma(sigma);
  }
}
