package io.tweedie.models.nn;

import static org.bytedeco.pytorch.global.torch.dropout;

import org.bytedeco.pytorch.Tensor;

/** Dropout while its network trains, the identity otherwise. One may serve a whole network. */
public final class Dropout {

  private final double rate;
  private boolean active;

  /**
   * A dropout that is not active yet.
   *
   * @param rate probability that a feature becomes zero, in [0, 1)
   */
  public Dropout(double rate) {
    this.rate = rate;
  }

  /** Switches it on for training, or off. */
  public void train(boolean on) {
    active = on;
  }

  /** Applies it to features of any shape. */
  public Tensor forward(Tensor x) {
    return active && rate > 0 ? dropout(x, rate, true) : x;
  }
}
