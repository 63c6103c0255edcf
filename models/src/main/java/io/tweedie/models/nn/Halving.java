package io.tweedie.models.nn;

import static org.bytedeco.pytorch.global.torch.constant_pad_nd;

import org.bytedeco.pytorch.Tensor;

/** A convolution of 3 x 3 that halves height and width. */
public final class Halving implements Block {

  /** Where zeros stand around the image. */
  public enum Padding {
    /** On all sides. */
    AROUND,
    /** On the right and below only, as TensorFlow pads. */
    RIGHT_AND_BELOW
  }

  private final Conv2d conv;
  private final Padding padding;

  /** Declares {@code weight} and {@code bias} of as many channels before as behind. */
  public Halving(Parameters scope, long channels, Padding padding) {
    int around = padding == Padding.AROUND ? 1 : 0;
    this.padding = padding;
    conv = new Conv2d(scope, channels, channels, 3, 2, around, Initializer.FAN_IN);
  }

  @Override
  public Tensor forward(Tensor x, Conditioning conditioning) {
    return conv.forward(padding == Padding.AROUND ? x : constant_pad_nd(x, 0, 1, 0, 1));
  }
}
