package io.tweedie.core.sampling;

import static io.tweedie.core.tensor.Scalars.minus;
import static io.tweedie.core.tensor.Scalars.sum;
import static io.tweedie.core.tensor.Scalars.times;

import io.tweedie.core.schedule.NoiseSchedule;
import java.util.List;
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
 * <p>The first step of a run, the first after travelling back and one to an end without noise are
 * of first order, D = x0, which is DDIM.
 *
 * @param lowerOrderFinal whether the last step is of first order, too, in runs of fewer than 15
 *     levels that end with noise
 */
public record DpmSolver(boolean lowerOrderFinal) implements Transition {

  /** Below so many levels the last step is large, and an extrapolation may overshoot. */
  private static final int SHORT = 15;

  private static final History ESTIMATES = new History("x0", 1);

  /** As the paper. */
  public DpmSolver() {
    this(true);
  }

  @Override
  public Tensor step(Context c, Tensor x0, Tensor noise) {
    Tensor data = extrapolated(c, x0, lowerOrderFinal);
    double alphaBar = c.levels().alphaBar(c.index());
    double previous = c.levels().alphaBar(c.index() - 1);
    double shrinks = Math.sqrt((1 - previous) / (1 - alphaBar));
    // alpha' exp(-h) is alpha sigma' / sigma, which stays finite where sigma' is 0.
    double share = Math.sqrt(previous) - Math.sqrt(alphaBar) * shrinks;
    return sum(shrinks, c.xt(), share, data);
  }

  /** D; keeps x0 for the next step. */
  static Tensor extrapolated(Context c, Tensor x0, boolean lowerOrderFinal) {
    NoiseSchedule s = c.levels();
    List<Tensor> before = ESTIMATES.before(c);
    ESTIMATES.keep(c, x0);
    double h = s.lambda(c.index() - 1) - s.lambda(c.index());
    boolean low = c.index() == 0 && lowerOrderFinal && s.size() < SHORT;
    if (before.isEmpty() || low || Double.isInfinite(h)) {
      return x0;
    }
    // 1 / r, which is 0 where the step stands still.
    double ratio = h / (s.lambda(c.index()) - s.lambda(c.index() + 1));
    return minus(times(1 + ratio / 2, x0), ratio / 2, before.get(0));
  }
}
