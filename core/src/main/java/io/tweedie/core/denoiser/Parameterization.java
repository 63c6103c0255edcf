package io.tweedie.core.denoiser;

import static io.tweedie.core.tensor.Scalars.minus;
import static io.tweedie.core.tensor.Scalars.sum;
import static io.tweedie.core.tensor.Scalars.times;

import org.bytedeco.pytorch.Tensor;

/**
 * What a network's output means, for x_t = a x0 + s epsilon with a = sqrt(alphaBar_t), s = sqrt(1 -
 * alphaBar_t). Each kind converts to the others (Salimans and Ho 2022, section 4).
 */
public enum Parameterization {
  /** The noise epsilon (Ho et al. 2020). */
  EPSILON {
    @Override
    public Tensor x0(Tensor xt, Tensor output, double alphaBar) {
      return times(1 / Math.sqrt(alphaBar), minus(xt, Math.sqrt(1 - alphaBar), output));
    }

    @Override
    public Tensor epsilon(Tensor xt, Tensor output, double alphaBar) {
      return output;
    }
  },
  /** The clean image x0. */
  X0 {
    @Override
    public Tensor x0(Tensor xt, Tensor output, double alphaBar) {
      return output;
    }
  },
  /** The velocity v = a epsilon - s x0 (Salimans and Ho 2022). */
  V {
    @Override
    public Tensor x0(Tensor xt, Tensor output, double alphaBar) {
      return minus(times(Math.sqrt(alphaBar), xt), Math.sqrt(1 - alphaBar), output);
    }

    @Override
    public Tensor epsilon(Tensor xt, Tensor output, double alphaBar) {
      return sum(Math.sqrt(1 - alphaBar), xt, Math.sqrt(alphaBar), output);
    }
  };

  /**
   * The Tweedie estimate E[x0 | x_t].
   *
   * @param xt noisy images, N x C x H x W
   * @param output the network's output of this kind, same shape
   * @param alphaBar cumulative alpha of the noise level, in (0, 1]
   */
  public abstract Tensor x0(Tensor xt, Tensor output, double alphaBar);

  /** The noise that, with {@link #x0}, explains {@code xt}; arguments as there. */
  public Tensor epsilon(Tensor xt, Tensor output, double alphaBar) {
    return epsilonOf(xt, x0(xt, output, alphaBar), alphaBar);
  }

  /** The noise in {@code xt} if the clean image is {@code x0}. */
  public static Tensor epsilonOf(Tensor xt, Tensor x0, double alphaBar) {
    return times(1 / Math.sqrt(1 - alphaBar), minus(xt, Math.sqrt(alphaBar), x0));
  }
}
