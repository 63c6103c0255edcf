package io.tweedie.demo.gan;

import static org.bytedeco.pytorch.global.torch.softplus;

import org.bytedeco.pytorch.Tensor;

/** What a generator makes smaller. Logits are ln(D / (1 - D)) of generated samples. */
public enum GanLoss {
  /** E ln(1 - D(G(z))), the game itself: flat where the discriminator is sure. */
  MINIMAX {
    @Override
    public Tensor generator(Tensor fakeLogits) {
      return softplus(fakeLogits).mean().neg();
    }
  },
  /** -E ln D(G(z)), which has the same fixed point (Goodfellow et al. 2014, section 3). */
  NON_SATURATING {
    @Override
    public Tensor generator(Tensor fakeLogits) {
      return softplus(fakeLogits.neg()).mean();
    }
  };

  /** The generator's loss, a number with its graph. */
  public abstract Tensor generator(Tensor fakeLogits);

  /**
   * The discriminator's loss -E ln D(x) - E ln(1 - D(G(z))) (Goodfellow et al. 2014, equation 1,
   * with its sign turned), a number with its graph.
   *
   * @param realLogits of real samples
   * @param fakeLogits of generated ones
   */
  public static Tensor discriminator(Tensor realLogits, Tensor fakeLogits) {
    return softplus(realLogits.neg()).mean().add(softplus(fakeLogits).mean());
  }
}
