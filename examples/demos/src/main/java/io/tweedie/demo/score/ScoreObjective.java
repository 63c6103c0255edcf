package io.tweedie.demo.score;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.grad;

import io.tweedie.core.random.RandomStream;
import java.util.function.BinaryOperator;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Losses that are least, of all functions, for the score of the noisy data. All are weighted by
 * sigma^2, so that no noise level outweighs the others (Song and Ermon 2019, equation 6). The
 * coordinates of the random directions v are 1 or -1, so that the mean of v v' is the identity.
 */
public enum ScoreObjective {
  /**
   * Denoising score matching, sigma^2 / 2 |s(x + sigma z) + z / sigma|^2 (Vincent 2011; Song and
   * Ermon 2019, equation 5): a regression on the noise.
   */
  DENOISING {
    @Override
    Tensor loss(BinaryOperator<Tensor> score, Tensor noisy, Tensor z, Tensor sigma, Tensor v) {
      Tensor residual = score.apply(noisy, sigma).mul(sigma).add(z);
      return residual.square().sum(-1).mul(scalar(0.5));
    }
  },
  /**
   * Sliced score matching, sigma^2 (v' grad(v' s) + (v' s)^2 / 2) (Song et al. 2019, equation 7):
   * knows nothing of the noise, and asks for the derivative of the score along random directions.
   */
  SLICED {
    @Override
    Tensor loss(BinaryOperator<Tensor> score, Tensor noisy, Tensor z, Tensor sigma, Tensor v) {
      Tensor x = noisy.detach().set_requires_grad(true);
      Tensor s = score.apply(x, sigma);
      Tensor along = v.mul(s).sum(-1);
      Tensor norm = along.square().mul(scalar(0.5));
      return curvature(along, x, v).add(norm).mul(sigma.squeeze(-1).square());
    }
  },
  /**
   * Sliced score matching with the variance reduced: |s|^2 in place of its mean (v' s)^2 (Song et
   * al. 2019, equation 8).
   */
  SLICED_VARIANCE_REDUCED {
    @Override
    Tensor loss(BinaryOperator<Tensor> score, Tensor noisy, Tensor z, Tensor sigma, Tensor v) {
      Tensor x = noisy.detach().set_requires_grad(true);
      Tensor s = score.apply(x, sigma);
      Tensor norm = s.square().sum(-1).mul(scalar(0.5));
      return curvature(v.mul(s).sum(-1), x, v).add(norm).mul(sigma.squeeze(-1).square());
    }
  };

  /**
   * The mean loss of some points, with its graph.
   *
   * @param score what learns: from points [n, d] and deviations [n, 1] to scores [n, d],
   *     differentiable twice
   * @param data clean points, float32 [n, d]
   * @param sigma deviations of the noise to add, float32 [n, 1]
   * @param random gives the noise and the directions
   * @return a number
   */
  public Tensor loss(BinaryOperator<Tensor> score, Tensor data, Tensor sigma, RandomStream random) {
    Tensor z = random.normal(data.shape());
    Tensor v = random.normal(data.shape()).sign();
    return loss(score, data.add(z.mul(sigma)), z, sigma, v).mean();
  }

  /** The loss of each point, [n]. */
  abstract Tensor loss(
      BinaryOperator<Tensor> score, Tensor noisy, Tensor z, Tensor sigma, Tensor v);

  /** v' grad(v' s), of which the mean over v is the trace of the Jacobian of s. */
  private static Tensor curvature(Tensor along, Tensor x, Tensor v) {
    TensorVector gradient =
        grad(
            new TensorVector(along.sum()),
            new TensorVector(x),
            new TensorVector(),
            new BoolOptional(true),
            true,
            false);
    // What get() returns points into the vector; the copy stands on its own.
    return new Tensor(gradient.get(0)).mul(v).sum(-1);
  }
}
