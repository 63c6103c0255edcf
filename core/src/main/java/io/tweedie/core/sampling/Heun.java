package io.tweedie.core.sampling;

import static io.tweedie.core.tensor.Scalars.plus;
import static io.tweedie.core.tensor.Scalars.sum;

import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.schedule.NoiseSchedule;
import org.bytedeco.pytorch.Tensor;

/**
 * Heun's second-order step along the probability flow (Karras et al., NeurIPS 2022, <a
 * href="https://arxiv.org/abs/2206.00364">arXiv 2206.00364</a>, Algorithm 1), in whose coordinates
 * an image is x / sqrt(alphaBar) and its noise sigma = sqrt((1 - alphaBar) / alphaBar). Asks the
 * prior twice a step, at the last once, which is Euler's and that of DDIM.
 *
 * <pre>
 * d = epsilon(x_t, x0),  x' = sqrt(alphaBar') x0 + sqrt(1 - alphaBar') d
 * d' = epsilon(x', x0'),  x_{t-1} = x' + sqrt(alphaBar') (sigma' - sigma) (d' - d) / 2
 * </pre>
 *
 * <p>Where a solver corrected the first estimate, the same correction is added to the second.
 */
public record Heun() implements Transition {

  @Override
  public Tensor step(Context c, Tensor x0, Tensor noise) {
    NoiseSchedule s = c.levels();
    double alphaBar = s.alphaBar(c.index());
    double previous = s.alphaBar(c.index() - 1);
    Tensor d = Parameterization.epsilonOf(c.xt(), x0, alphaBar);
    Tensor euler = sum(Math.sqrt(previous), x0, Math.sqrt(1 - previous), d);
    if (c.index() == 0) {
      return euler;
    }
    Tensor correction = x0.sub(c.estimate().x0());
    Tensor x0There = c.ask(euler, c.index() - 1).x0().add(correction);
    Tensor dThere = Parameterization.epsilonOf(euler, x0There, previous);
    double change = s.level(c.index() - 1).sigma() - s.level(c.index()).sigma();
    return plus(euler, Math.sqrt(previous) * change / 2, dThere.sub(d));
  }
}
