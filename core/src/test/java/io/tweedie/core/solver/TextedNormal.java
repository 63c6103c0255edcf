package io.tweedie.core.solver;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.schedule.NoiseLevel;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A prior whose texts say what colour pictures have: independent normal numbers around the mean of
 * the text's vectors, of which each has a number for each channel.
 */
record TextedNormal(double deviation) implements ConditionalDenoiser {

  /** A text of two tokens that say the same. */
  static Condition.Text saying(double... colour) {
    return new Condition.Text(
        Tensor.create(colour, 1, 1, colour.length).to(ScalarType.Float).repeat(1, 2, 1));
  }

  @Override
  public Prediction predict(Tensor xt, NoiseLevel level, Condition condition) {
    Tensor context = condition.as(Condition.Text.class, "this prior").context();
    Tensor mean = context.mean(1).reshape(-1, xt.size(1), 1, 1);
    double a = Math.sqrt(level.alphaBar());
    double variance = deviation * deviation;
    double gain = a * variance / (a * a * variance + 1 - a * a);
    Tensor x0 = mean.add(xt.sub(mean, scalar(a)), scalar(gain));
    return new Prediction(Parameterization.X0, x0);
  }
}
