package io.tweedie.train;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.models.nn.Network;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.nn.Parameters;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Momentum that is made orthogonal (Jordan et al. 2024, <i>Muon: An optimizer for hidden
 * layers</i>): a weight that is a matrix moves by U V', where U S V' is the mean of its gradients,
 * so that what a layer rarely needs is learned as fast as what it needs all the time. Biases,
 * scales, tables and thin matrices, as first and last layers have them, move as in {@link AdamW}.
 *
 * <p>The steps are as long as those of AdamW (Liu et al., arXiv 2502.16982, section 2.2), so a
 * learning rate does for both, and so does a saved state.
 */
final class Muon extends AdamW {

  /** Root mean square of a step of AdamW, about. */
  private static final double LENGTH = 0.2;

  /** Of x becomes a x + b x^3 + c x^5, which drives singular values in (0, 1] to about one. */
  private static final double A = 3.4445;

  private static final double B = -4.7750;
  private static final double C = 2.0315;
  private static final int ITERATIONS = 5;

  private static final double TINY = 1e-7;
  private static final int THIN = 16;

  /** Takes over the values of the parameters, which must not be assigned again. */
  Muon(Network network) {
    this(network.parameters());
    network.train(true);
  }

  /** Takes over the values of some parameters, which must not be assigned again. */
  Muon(Parameters network) {
    super(network, BETA1, BETA2);
  }

  @Override
  Tensor direction(Tensor gradient, long step) {
    Tensor direction = super.direction(gradient, step);
    Tensor momentum = lookahead(gradient);
    long offset = 0;
    for (Parameter parameter : learned()) {
      long count = parameter.elements();
      long rows = parameter.shape().length == 0 ? 1 : parameter.shape()[0];
      long columns = count / rows;
      if (parameter.role() == Parameter.Role.WEIGHT && Math.min(rows, columns) >= THIN) {
        try (PointerScope scope = new PointerScope()) {
          Tensor moves = orthogonal(momentum.narrow(0, offset, count).view(rows, columns));
          moves.mul_(scalar(LENGTH * Math.sqrt(Math.max(rows, columns))));
          direction.narrow(0, offset, count).view(rows, columns).copy_(moves);
        }
      }
      offset += count;
    }
    return direction;
  }

  /**
   * U V' of a matrix U S V', about: singular values come out between 0.7 and 1.2, but for those
   * that were less than a thousandth of the norm.
   *
   * <p>The iteration X to (A + B XX' + C (XX')^2) X is carried out on XX' alone, which is smaller
   * than X and commutes with all that it is multiplied by; X itself comes in at the end.
   */
  static Tensor orthogonal(Tensor matrix) {
    boolean tall = matrix.size(0) > matrix.size(1);
    Tensor x = (tall ? matrix.t() : matrix).div(matrix.norm().add(scalar(TINY)));
    Tensor square = x.mm(x.t());
    Tensor product = null;
    for (int i = 0; i < ITERATIONS; i++) {
      Tensor factor = square.mul(scalar(B)).addmm_(square, square, scalar(1), scalar(C));
      factor.diagonal().add_(scalar(A));
      product = product == null ? factor : factor.mm(product);
      if (i < ITERATIONS - 1) {
        square = factor.mm(square).mm(factor);
      }
    }
    Tensor orthogonal = product.mm(x);
    return tall ? orthogonal.t() : orthogonal;
  }
}
