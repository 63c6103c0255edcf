package io.tweedie.core.sampling;

import static io.tweedie.core.tensor.Scalars.plus;
import static io.tweedie.core.tensor.Scalars.sum;
import static io.tweedie.core.tensor.Scalars.times;

import io.tweedie.core.denoiser.Parameterization;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * PLMS, the pseudo linear multistep method of PNDM (Liu et al., ICLR 2022, <a
 * href="https://arxiv.org/abs/2202.09778">arXiv 2202.09778</a>, equations 9 and 12): DDIM's step in
 * the direction that fourth-order Adams-Bashforth extrapolates from the epsilons e of the last
 * steps.
 *
 * <pre>
 * e' = (55 e_t - 59 e_{t+1} + 37 e_{t+2} - 9 e_{t+3}) / 24
 * x_{t-1} = sqrt(alphaBar' / alphaBar) x_t + (sqrt(1 - alphaBar') - sqrt(alphaBar' (1 - alphaBar) / alphaBar)) e'
 * </pre>
 *
 * <p>The first steps have fewer to go on from and are of lower order; the very first asks the prior
 * twice, at both ends, and takes the mean, as Stable Diffusion does in the place of the paper's
 * Runge-Kutta steps (diffusers' {@code skip_prk_steps}).
 *
 * <p>diffusers extrapolates the network's output: where that is v, not epsilon, it does something
 * else than the paper and this.
 */
public record Plms() implements Transition {

  private static final History EPSILONS = new History("epsilon", 3);

  @Override
  public Tensor step(Context c, Tensor x0, Tensor noise) {
    Tensor epsilon = Parameterization.epsilonOf(c.xt(), x0, c.levels().alphaBar(c.index()));
    List<Tensor> before = EPSILONS.before(c);
    EPSILONS.keep(c, epsilon);
    return along(
        c,
        switch (before.size()) {
          case 0 -> c.index() == 0 ? epsilon : meanOfBothEnds(c, x0, epsilon);
          case 1 -> weighted(epsilon, before, 3.0 / 2, -1.0 / 2);
          case 2 -> weighted(epsilon, before, 23.0 / 12, -16.0 / 12, 5.0 / 12);
          default -> weighted(epsilon, before, 55.0 / 24, -59.0 / 24, 37.0 / 24, -9.0 / 24);
        });
  }

  private static Tensor meanOfBothEnds(Context c, Tensor x0, Tensor epsilon) {
    Tensor there = along(c, epsilon);
    Tensor correction = x0.sub(c.estimate().x0());
    Tensor x0There = c.ask(there, c.index() - 1).x0().add(correction);
    double alphaBar = c.levels().alphaBar(c.index() - 1);
    return times(0.5, epsilon.add(Parameterization.epsilonOf(there, x0There, alphaBar)));
  }

  private static Tensor weighted(Tensor epsilon, List<Tensor> before, double... weights) {
    Tensor sum = times(weights[0], epsilon);
    for (int k = 0; k < before.size(); k++) {
      sum = plus(sum, weights[k + 1], before.get(k));
    }
    return sum;
  }

  /** DDIM's step in a direction. */
  private static Tensor along(Context c, Tensor epsilon) {
    double alphaBar = c.levels().alphaBar(c.index());
    double previous = c.levels().alphaBar(c.index() - 1);
    double signal = Math.sqrt(previous / alphaBar);
    double direction = Math.sqrt(1 - previous) - signal * Math.sqrt(1 - alphaBar);
    return sum(signal, c.xt(), direction, epsilon);
  }
}
