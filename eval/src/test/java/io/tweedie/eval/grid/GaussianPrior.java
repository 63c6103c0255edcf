package io.tweedie.eval.grid;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.schedule.NoiseSchedule;
import org.bytedeco.pytorch.Tensor;

/**
 * Independent pixels N(mean, deviation^2), whose posterior mean is known: E[x0 | xt] = mean + s^2 a
 * (xt - a mean) / (s^2 a^2 + 1 - a^2) with a = sqrt(alphaBar).
 */
record GaussianPrior(double mean, double deviation) implements Denoiser {

  Prior prior() {
    return new Prior(this, NoiseSchedule.linear(1000));
  }

  @Override
  public Prediction predict(Tensor xt, NoiseLevel level) {
    double a = Math.sqrt(level.alphaBar());
    double variance = deviation * deviation;
    double weight = variance * a / (variance * a * a + 1 - a * a);
    Tensor x0 = xt.sub(scalar(a * mean)).mul(scalar(weight)).add(scalar(mean));
    return new Prediction(Parameterization.X0, x0);
  }
}
