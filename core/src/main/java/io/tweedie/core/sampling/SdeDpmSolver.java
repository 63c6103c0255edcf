package io.tweedie.core.sampling;

import static io.tweedie.core.tensor.Scalars.plus;
import static io.tweedie.core.tensor.Scalars.sum;

import org.bytedeco.pytorch.Tensor;

/**
 * SDE-DPM-Solver++(2M) (Lu et al., 2022, <a href="https://arxiv.org/abs/2211.01095">arXiv
 * 2211.01095</a>, equation 18 and appendix B): {@link DpmSolver} along the reverse diffusion in the
 * place of the probability flow, with fresh noise z in each step.
 *
 * <pre>
 * x_{t-1} = (sigma' / sigma) exp(-h) x_t + alpha' (1 - exp(-2h)) D + sigma' sqrt(1 - exp(-2h)) z
 * </pre>
 *
 * @param lowerOrderFinal as of {@link DpmSolver}
 */
public record SdeDpmSolver(boolean lowerOrderFinal) implements Transition {

  @Override
  public Tensor step(Context c, Tensor x0, Tensor noise) {
    Tensor data = DpmSolver.extrapolated(c, x0, lowerOrderFinal);
    double alphaBar = c.levels().alphaBar(c.index());
    double previous = c.levels().alphaBar(c.index() - 1);
    double shrinks = Math.sqrt((1 - previous) / (1 - alphaBar));
    // exp(-h), in a form that stays finite where no noise is left.
    double fades = shrinks * Math.sqrt(alphaBar / previous);
    double renewed = 1 - fades * fades;
    Tensor mean = sum(shrinks * fades, c.xt(), Math.sqrt(previous) * renewed, data);
    return plus(mean, Math.sqrt((1 - previous) * renewed), noise);
  }
}
