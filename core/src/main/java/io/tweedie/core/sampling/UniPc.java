package io.tweedie.core.sampling;

import static io.tweedie.core.tensor.Scalars.plus;
import static io.tweedie.core.tensor.Scalars.sum;

import io.tweedie.core.schedule.NoiseSchedule;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * UniPC in the prediction of x_0 (Zhao et al., NeurIPS 2023, <a
 * href="https://arxiv.org/abs/2302.04867">arXiv 2302.04867</a>, Algorithms 1 and 2 and appendix A):
 * a multistep predictor, whose result is corrected by the prior's answer there before the next step
 * goes on from it, so that the prior is asked once a step. With lambda and h as of {@link
 * DpmSolver}, m the estimates of x_0 at other levels, m_0 that where a step begins, r their lambda
 * less that of m_0 over h:
 *
 * <pre>
 * x' = (sigma' / sigma) x - alpha' (exp(-h) - 1) m_0 - alpha' B sum of w_i (m_i - m_0) / r_i
 * sum of w_i r_i^(k-1) = k! phi_(k+1)(-h) (-h) / B  for k = 1, 2, ...
 * </pre>
 *
 * <p>The predictor goes on from estimates of earlier steps, the corrector besides from that at x',
 * whose r is 1. Where a run begins there are fewer and the order is lower; a step to an end without
 * noise is of first order. The weight of a single estimate is 1/2, as in the authors' code, which
 * the formula gives in the limit of small steps only.
 *
 * @param order of the predictor, 1 to 3; the corrector has one more
 * @param form B
 * @param lowerOrderFinal whether the order falls to 1 at the last step
 */
public record UniPc(int order, Form form, boolean lowerOrderFinal) implements Transition {

  private static final String CORRECTED = "corrected";
  private static final String PREDICTED = "predicted";

  /** B(h). */
  public enum Form {
    /** -h. */
    BH1,
    /** exp(-h) - 1. */
    BH2
  }

  /** Refuses orders that the paper has not. */
  public UniPc {
    if (order < 1 || order > 3) {
      throw new IllegalArgumentException("the order of UniPC is 1, 2 or 3, not " + order);
    }
  }

  /** As the paper advises for guided sampling: of second order, with exp(-h) - 1. */
  public UniPc() {
    this(2, Form.BH2, true);
  }

  @Override
  public Tensor step(Context c, Tensor x0, Tensor noise) {
    History estimates = new History("x0", order);
    List<Tensor> before = estimates.before(c);
    Tensor x = before.isEmpty() ? c.xt() : corrected(c, before, x0);
    estimates.keep(c, x0);
    c.keep(CORRECTED, x);
    int p = Math.min(orderFrom(c.index(), c), before.size() + 1);
    double[] nodes = new double[p - 1];
    Tensor[] others = new Tensor[p - 1];
    for (int i = 1; i < p; i++) {
      nodes[i - 1] = node(c.levels(), c.index(), i);
      others[i - 1] = before.get(i - 1);
    }
    Tensor predicted = solved(c.levels(), c.index(), x, x0, nodes, others);
    c.keep(PREDICTED, predicted);
    return predicted;
  }

  /** The step before, taken once more with what the prior says where it led. */
  private Tensor corrected(Context c, List<Tensor> before, Tensor x0) {
    int start = c.index() + 1;
    int p = Math.min(orderFrom(start, c), before.size());
    double[] nodes = new double[p];
    Tensor[] others = new Tensor[p];
    for (int i = 1; i < p; i++) {
      nodes[i - 1] = node(c.levels(), start, i);
      others[i - 1] = before.get(i);
    }
    nodes[p - 1] = 1;
    others[p - 1] = x0;
    Tensor x = c.recall(CORRECTED).orElseThrow();
    Tensor again = solved(c.levels(), start, x, before.get(0), nodes, others);
    // A solver may have moved the images since they were predicted, which must not be undone.
    return c.xt().add(again.sub(c.recall(PREDICTED).orElseThrow()));
  }

  private int orderFrom(int index, Context c) {
    return Double.isInfinite(c.levels().lambda(index - 1))
        ? 1
        : lowerOrderFinal ? Math.min(order, index + 1) : order;
  }

  /** r of the level that was visited so many steps before the one at which a step begins. */
  private static double node(NoiseSchedule s, int start, int steps) {
    double h = s.lambda(start - 1) - s.lambda(start);
    return (s.lambda(start + steps) - s.lambda(start)) / h;
  }

  private Tensor solved(
      NoiseSchedule s, int start, Tensor x, Tensor m0, double[] nodes, Tensor[] others) {
    double alphaBar = s.alphaBar(start);
    double next = s.alphaBar(start - 1);
    double shrinks = Math.sqrt((1 - next) / (1 - alphaBar));
    // alpha' exp(-h) is alpha sigma' / sigma, which stays finite where sigma' is 0.
    double share = Math.sqrt(next) - Math.sqrt(alphaBar) * shrinks;
    Tensor result = sum(shrinks, x, share, m0);
    if (nodes.length == 0) {
      return result;
    }
    double minusH = s.lambda(start) - s.lambda(start - 1);
    double b = form == Form.BH1 ? minusH : Math.expm1(minusH);
    double[] weights =
        nodes.length == 1
            ? new double[] {0.5}
            : Quadrature.weights(nodes, moments(nodes.length, minusH, b));
    for (int i = 0; i < nodes.length; i++) {
      double weight = -Math.sqrt(next) * b * weights[i] / nodes[i];
      result = plus(result, weight, others[i].sub(m0));
    }
    return result;
  }

  /** k! phi_{k+1}(z) z / B for k = 1, 2, ..., where phi_{k+1}(z) = (phi_k(z) - 1/k!) / z. */
  private static double[] moments(int count, double z, double b) {
    double[] moments = new double[count];
    double factorial = 1;
    double phi = Math.expm1(z) / z - 1;
    for (int k = 1; k <= count; k++) {
      moments[k - 1] = phi * factorial / b;
      factorial *= k + 1;
      phi = phi / z - 1 / factorial;
    }
    return moments;
  }
}
