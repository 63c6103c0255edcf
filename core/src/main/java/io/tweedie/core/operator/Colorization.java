package io.tweedie.core.operator;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.tensor.Shape;
import org.bytedeco.pytorch.Tensor;

/**
 * Takes the colour from an RGB image: y = (R + G + B) / 3. A+ repeats the gray level over the
 * channels.
 *
 * <p>The weights are exact thirds, where the code of DDNM (Wang et al., 2023) has .3333, .3334 and
 * .3333.
 *
 * @param imageShape shape of the colour images, which have 3 channels
 */
public record Colorization(Shape imageShape) implements FlatSpectrum {

  /** Refuses images without three channels. */
  public Colorization {
    if (imageShape.channels() != 3) {
      throw new IllegalArgumentException(
          "colorize serves RGB images of 3 channels, not " + imageShape);
    }
  }

  @Override
  public String name() {
    return "colorize";
  }

  @Override
  public Shape measurementShape() {
    return new Shape(1, imageShape.height(), imageShape.width());
  }

  @Override
  public double squaredSingularValue() {
    return 1.0 / 3;
  }

  @Override
  public Tensor apply(Tensor x) {
    imageShape.require(x, "image of colorize");
    Tensor sum = x.narrow(1, 0, 1).add(x.narrow(1, 1, 1)).add(x.narrow(1, 2, 1));
    return sum.div(scalar(3));
  }

  @Override
  public Tensor pseudoInverse(Tensor y) {
    measurementShape().require(y, "measurement of colorize");
    return y.repeat(1, 3, 1, 1);
  }
}
