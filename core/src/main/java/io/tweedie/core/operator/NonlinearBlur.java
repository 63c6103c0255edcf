package io.tweedie.core.operator;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.where;

import io.tweedie.core.tensor.Shape;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Blurs light instead of pixel values, as a camera does: y = c(K c<sup>-1</sup>(x)), with c the
 * camera's response to light and K a linear blur. It needs no trained model, and like that of Nah
 * et al. (2017) it differs most from a linear blur where bright meets dark: highlights spread.
 *
 * <p>c is the curve of sRGB (IEC 61966-2-1) with the constants that join its two pieces smoothly,
 * which moves it by less than a thousandth of a grey level. It is continued beyond black and white,
 * so that estimates which overshoot have a gradient too.
 *
 * @param blur K
 */
public record NonlinearBlur(Blur blur) implements ForwardOperator {

  public static final String NAME = "deblur-nonlinear";

  private static final double OFFSET = 0.055;
  private static final double GAMMA = 2.4;

  /** Pixel values below this are proportional to light. */
  private static final double TOE = OFFSET / (GAMMA - 1);

  /** Pixel value for a unit of light in the toe. */
  private static final double SLOPE =
      Math.pow((1 + OFFSET) / GAMMA, GAMMA) * Math.pow((GAMMA - 1) / OFFSET, GAMMA - 1);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Shape imageShape() {
    return blur.imageShape();
  }

  @Override
  public Shape measurementShape() {
    return blur.measurementShape();
  }

  @Override
  public Tensor apply(Tensor x) {
    imageShape().require(x, "image of " + NAME);
    Tensor light = PerImage.map(x, image -> light(image.add(scalar(1)).mul(scalar(0.5))));
    return PerImage.map(blur.apply(light), image -> pixels(image).mul(scalar(2)).sub(scalar(1)));
  }

  /** c<sup>-1</sup>. Each piece is kept from arguments of the other, where it may have no value. */
  private static Tensor light(Tensor pixels) {
    Tensor curve =
        above(TOE, pixels).add(scalar(OFFSET)).div(scalar(1 + OFFSET)).pow(scalar(GAMMA));
    return where(pixels.gt(scalar(TOE)), curve, pixels.div(scalar(SLOPE)));
  }

  /** c. */
  private static Tensor pixels(Tensor light) {
    double toe = TOE / SLOPE;
    Tensor curve =
        above(toe, light).pow(scalar(1 / GAMMA)).mul(scalar(1 + OFFSET)).sub(scalar(OFFSET));
    return where(light.gt(scalar(toe)), curve, light.mul(scalar(SLOPE)));
  }

  private static Tensor above(double least, Tensor x) {
    return x.clamp(new ScalarOptional(scalar(least)), new ScalarOptional());
  }

  @Override
  public String toString() {
    return NAME + " of " + imageShape();
  }
}
