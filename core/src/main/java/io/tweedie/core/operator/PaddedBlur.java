package io.tweedie.core.operator;

import static org.bytedeco.pytorch.global.torch.pad;

import io.tweedie.core.tensor.Shape;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * A blur by any kernel of images that do not repeat: they are continued beyond their edges as far
 * as the kernel reaches, unless they hold that margin themselves, and convolved. The convolution
 * goes by the Fourier transform too, for which a kernel of 61 x 61 costs what one of 3 x 3 does.
 */
final class PaddedBlur extends Blur {

  private final int above;
  private final int below;
  private final int left;
  private final int right;
  private final CircularConvolution convolution;

  PaddedBlur(String name, Shape imageShape, Kernel kernel, Boundary boundary) {
    super(name, imageShape, kernel, boundary);
    this.below = kernel.height() / 2;
    this.above = kernel.height() - 1 - below;
    this.right = kernel.width() / 2;
    this.left = kernel.width() - 1 - right;
    this.convolution =
        new CircularConvolution(
            kernel,
            CircularConvolution.fastLength(above + measurementShape().height() + below),
            CircularConvolution.fastLength(left + measurementShape().width() + right));
  }

  /**
   * {@inheritDoc}
   *
   * <p>What the convolution carries around the padded image stays in the padding, which is cut off.
   */
  @Override
  public Tensor apply(Tensor x) {
    Tensor padded = padded(requireImage(x));
    return convolution
        .weigh(padded, convolution.response(x))
        .narrow(2, above, measurementShape().height())
        .narrow(3, left, measurementShape().width());
  }

  private Tensor padded(Tensor x) {
    if (boundary() == Boundary.VALID) {
      return x;
    }
    String mode =
        switch (boundary()) {
          case CIRCULAR -> "circular";
          case REFLECT -> "reflect";
          case REPLICATE -> "replicate";
          case ZERO, VALID -> "constant";
        };
    return pad(x, new long[] {left, right, above, below}, mode, new DoubleOptional());
  }
}
