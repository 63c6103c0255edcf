package io.tweedie.core.operator;

import static org.bytedeco.pytorch.global.torch.constant_pad_nd;
import static org.bytedeco.pytorch.global.torch.pad;

import io.tweedie.core.tensor.Shape;
import java.util.Optional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * The physics of larger images, which sees their upper left part: for priors that take images of
 * some sizes only. Linear if that of the part is.
 */
public class Cropped implements ForwardOperator {

  private final ForwardOperator inner;
  private final Shape imageShape;

  private Cropped(ForwardOperator inner, Shape imageShape) {
    Shape part = inner.imageShape();
    if (part.channels() != imageShape.channels()
        || part.height() > imageShape.height()
        || part.width() > imageShape.width()) {
      throw new IllegalArgumentException(
          "%s takes images of %s, which are no part of images of %s"
              .formatted(inner.name(), part, imageShape));
    }
    this.inner = inner;
    this.imageShape = imageShape;
  }

  /**
   * The physics of larger images.
   *
   * @param inner of the part that it sees
   * @param imageShape of the larger images
   * @return the same operator if it is of that shape; a {@link LinearOperator} if it is one
   * @throws IllegalArgumentException if the part is no part of the images
   */
  public static ForwardOperator of(ForwardOperator inner, Shape imageShape) {
    if (inner.imageShape().equals(imageShape)) {
      return inner;
    }
    return inner instanceof LinearOperator linear
        ? new Linear(linear, imageShape)
        : new Cropped(inner, imageShape);
  }

  private static final class Linear extends Cropped implements LinearOperator {

    private final LinearOperator inner;

    Linear(LinearOperator inner, Shape imageShape) {
      super(inner, imageShape);
      this.inner = inner;
    }

    @Override
    public Tensor adjoint(Tensor y) {
      return amongZeros(inner.adjoint(y));
    }

    @Override
    public Tensor pseudoInverse(Tensor y) {
      return amongZeros(inner.pseudoInverse(y));
    }

    /** {@inheritDoc} What is not seen stays as it is. */
    @Override
    public Tensor proximal(Tensor z, Tensor y, double rho) {
      Tensor part = seen(z);
      return z.add(amongZeros(inner.proximal(part, y, rho).sub(part)));
    }

    @Override
    public Optional<Tensor> guess(Tensor y, double sigma) {
      return continued(y, sigma);
    }
  }

  /** The physics of the part that is seen. */
  public final ForwardOperator ofPart() {
    return inner;
  }

  @Override
  public final String name() {
    return inner.name();
  }

  @Override
  public final Shape imageShape() {
    return imageShape;
  }

  @Override
  public final Shape measurementShape() {
    return inner.measurementShape();
  }

  @Override
  public final Tensor apply(Tensor x) {
    return inner.apply(seen(x));
  }

  /**
   * The part of images that is seen.
   *
   * @param x images, N x {@link #imageShape()}
   */
  public final Tensor seen(Tensor x) {
    imageShape.require(x, "image of " + name());
    return x.narrow(2, 0, inner.imageShape().height()).narrow(3, 0, inner.imageShape().width());
  }

  @Override
  public Optional<Tensor> guess(Tensor y, double sigma) {
    return continued(y, sigma);
  }

  /** The guess at the part, with its lower and right edge continued. */
  final Optional<Tensor> continued(Tensor y, double sigma) {
    return inner.guess(y, sigma).map(x -> pad(x, beyond(), "replicate", new DoubleOptional()));
  }

  final Tensor amongZeros(Tensor part) {
    return constant_pad_nd(part, beyond());
  }

  /** What is added left, right, above and below. */
  private long[] beyond() {
    return new long[] {
      0,
      imageShape.width() - inner.imageShape().width(),
      0,
      imageShape.height() - inner.imageShape().height()
    };
  }

  @Override
  public final Tensor observed(Tensor y) {
    return inner.observed(y);
  }

  @Override
  public final String toString() {
    return name() + " of the upper left of " + imageShape;
  }
}
