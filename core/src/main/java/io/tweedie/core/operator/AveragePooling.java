package io.tweedie.core.operator;

import static org.bytedeco.pytorch.global.torch.avg_pool2d;

import io.tweedie.core.tensor.Shape;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * Shrinks images by the mean of blocks of {@code factor} x {@code factor} pixels, the
 * super-resolution task of DDRM (Kawar et al., 2022) and DDNM (Wang et al., 2023). A+ repeats each
 * pixel over its block.
 *
 * @param imageShape shape of the large images; height and width are multiples of the factor
 * @param factor edge of a block in pixels, at least 2
 */
public record AveragePooling(Shape imageShape, int factor) implements FlatSpectrum {

  /** Refuses factors below 2 and sizes that blocks do not tile. */
  public AveragePooling {
    Downsampling.requireDivisible(imageShape, factor);
  }

  @Override
  public String name() {
    return "sr:" + factor;
  }

  @Override
  public Shape measurementShape() {
    return Downsampling.shrink(imageShape, factor);
  }

  @Override
  public double squaredSingularValue() {
    return 1.0 / (factor * factor);
  }

  @Override
  public Tensor apply(Tensor x) {
    return avg_pool2d(imageShape.require(x, "image of " + name()), factor, factor);
  }

  @Override
  public Tensor pseudoInverse(Tensor y) {
    Shape small = measurementShape();
    small.require(y, "measurement of " + name());
    long n = y.size(0);
    return y.reshape(n, small.channels(), small.height(), 1, small.width(), 1)
        .expand(n, small.channels(), small.height(), factor, small.width(), factor)
        .reshape(imageShape.batch(n));
  }

  /** {@inheritDoc} Enlarges bicubically. */
  @Override
  public Optional<Tensor> guess(Tensor y, double sigma) {
    return Optional.of(Downsampling.guess(this, y, sigma));
  }
}
