package io.tweedie.core.sampling;

import static io.tweedie.core.tensor.Scalars.plus;
import static io.tweedie.core.tensor.Scalars.sum;
import static io.tweedie.core.tensor.Scalars.times;

import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.schedule.NoiseSchedule;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The linear multistep method of k-diffusion (Crowson 2022): fourth-order Adams-Bashforth over
 * levels at any distance, along the probability flow of Karras et al. (NeurIPS 2022, <a
 * href="https://arxiv.org/abs/2206.00364">arXiv 2206.00364</a>, equation 1), d(x / sqrt(alphaBar))
 * / d sigma = epsilon.
 *
 * <pre>
 * x_{t-1} / sqrt(alphaBar') = x_t / sqrt(alphaBar) + integral from sigma to sigma' of P
 * </pre>
 *
 * <p>P is the polynomial through the epsilons of the last four steps at their sigmas; of fewer
 * where a run begins. The first step is Euler's, which is DDIM.
 */
public record Lms() implements Transition {

  private static final History EPSILONS = new History("epsilon", 3);

  @Override
  public Tensor step(Context c, Tensor x0, Tensor noise) {
    NoiseSchedule s = c.levels();
    double alphaBar = s.alphaBar(c.index());
    double previous = s.alphaBar(c.index() - 1);
    double sigma = s.sigma(c.index());
    double step = s.sigma(c.index() - 1) - sigma;
    Tensor epsilon = Parameterization.epsilonOf(c.xt(), x0, alphaBar);
    List<Tensor> before = EPSILONS.before(c);
    EPSILONS.keep(c, epsilon);

    // In units of the step, which goes from 0 to 1.
    double[] nodes = new double[before.size() + 1];
    double[] integrals = new double[nodes.length];
    for (int k = 0; k < nodes.length; k++) {
      nodes[k] = (s.sigma(c.index() + k) - sigma) / step;
      integrals[k] = 1.0 / (k + 1);
    }
    double[] weights = Quadrature.weights(nodes, integrals);
    Tensor mean = times(weights[0], epsilon);
    for (int k = 0; k < before.size(); k++) {
      mean = plus(mean, weights[k + 1], before.get(k));
    }
    return sum(Math.sqrt(previous / alphaBar), c.xt(), Math.sqrt(previous) * step, mean);
  }
}
