package io.tweedie.core.sampling;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.schedule.NoiseSchedule;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * DPM-Solver++(2M) (Lu et al., 2022, <a href="https://arxiv.org/abs/2211.01095">arXiv
 * 2211.01095</a>, Algorithm 2): a second-order step along the probability flow that extrapolates
 * from the estimate of the step before, so it asks the prior once. With lambda = log(alpha /
 * sigma), alpha = sqrt(alphaBar), sigma = sqrt(1 - alphaBar), h the growth of lambda in this step
 * and r that of the step before over h:
 *
 * <pre>
 * D = x0 + (x0 - x0Before) / (2 r)
 * x_{t-1} = (sigma' / sigma) x_t - alpha' (exp(-h) - 1) D
 * </pre>
 *
 * <p>The first step of a run, the first after travelling back and the last are of first order, D =
 * x0, which is DDIM.
 */
public record DpmSolver() implements Transition {

  private static final String BEFORE = "x0";

  @Override
  public Tensor step(Context c, Tensor x0, Tensor noise) {
    Optional<Tensor> before = c.follows() && c.index() > 0 ? c.recall(BEFORE) : Optional.empty();
    c.keep(BEFORE, x0);
    Tensor data = before.map(b -> extrapolated(c, x0, b)).orElse(x0);
    double alphaBar = c.levels().alphaBar(c.index());
    double previous = c.levels().alphaBar(c.index() - 1);
    double shrinks = Math.sqrt((1 - previous) / (1 - alphaBar));
    // alpha' exp(-h) is alpha sigma' / sigma, which stays finite where sigma' is 0.
    double share = Math.sqrt(previous) - Math.sqrt(alphaBar) * shrinks;
    return c.xt().mul(scalar(shrinks)).add(data, scalar(share));
  }

  private static Tensor extrapolated(Context c, Tensor x0, Tensor before) {
    NoiseSchedule s = c.levels();
    double h = lambda(s, c.index() - 1) - lambda(s, c.index());
    double r = (lambda(s, c.index()) - lambda(s, c.index() + 1)) / h;
    return x0.mul(scalar(1 + 1 / (2 * r))).sub(before, scalar(1 / (2 * r)));
  }

  private static double lambda(NoiseSchedule levels, int index) {
    return -Math.log(levels.level(index).sigma());
  }
}
