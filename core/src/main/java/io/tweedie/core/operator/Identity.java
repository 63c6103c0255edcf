package io.tweedie.core.operator;

import io.tweedie.core.tensor.Shape;
import org.bytedeco.pytorch.Tensor;

/**
 * The image itself, for denoising: y = x.
 *
 * @param imageShape shape of the images and of their measurements
 */
public record Identity(Shape imageShape) implements FlatSpectrum {

  @Override
  public String name() {
    return "denoise";
  }

  @Override
  public Shape measurementShape() {
    return imageShape;
  }

  @Override
  public double squaredSingularValue() {
    return 1;
  }

  /**
   * {@inheritDoc}
   *
   * <p>The result shares the numbers of {@code x} but may be closed on its own.
   */
  @Override
  public Tensor apply(Tensor x) {
    return imageShape.require(x, "image of denoise").alias();
  }

  @Override
  public Tensor pseudoInverse(Tensor y) {
    return imageShape.require(y, "measurement of denoise").alias();
  }
}
