package io.tweedie.core.operator;

import io.tweedie.core.tensor.Shape;
import org.bytedeco.pytorch.Tensor;

/**
 * One operator after another: y = B(A(x)), such as a reduction of a blurred image. Linear if both
 * are.
 */
public class Composed implements ForwardOperator {

  private final ForwardOperator first;
  private final ForwardOperator second;

  private Composed(ForwardOperator first, ForwardOperator second) {
    if (!first.measurementShape().equals(second.imageShape())) {
      throw new IllegalArgumentException(
          "%s gives measurements of %s, but %s takes images of %s"
              .formatted(
                  first.name(), first.measurementShape(), second.name(), second.imageShape()));
    }
    this.first = first;
    this.second = second;
  }

  /**
   * The second operator after the first.
   *
   * @return a {@link LinearOperator} if both are
   * @throws IllegalArgumentException if the second does not take images in the shape of the first's
   *     measurements
   */
  public static ForwardOperator of(ForwardOperator first, ForwardOperator second) {
    return first instanceof LinearOperator a && second instanceof LinearOperator b
        ? of(a, b)
        : new Composed(first, second);
  }

  /** As {@link #of(ForwardOperator, ForwardOperator)}, of operators known to be linear. */
  public static LinearOperator of(LinearOperator first, LinearOperator second) {
    return new Linear(first, second);
  }

  private static final class Linear extends Composed implements LinearOperator {

    private final LinearOperator first;
    private final LinearOperator second;

    Linear(LinearOperator first, LinearOperator second) {
      super(first, second);
      this.first = first;
      this.second = second;
    }

    @Override
    public Tensor adjoint(Tensor y) {
      measurementShape().require(y, "measurement of " + name());
      return first.adjoint(second.adjoint(y));
    }
  }

  @Override
  public final String name() {
    return first.name() + " then " + second.name();
  }

  @Override
  public final Shape imageShape() {
    return first.imageShape();
  }

  @Override
  public final Shape measurementShape() {
    return second.measurementShape();
  }

  @Override
  public final Tensor apply(Tensor x) {
    return second.apply(first.apply(imageShape().require(x, "image of " + name())));
  }

  @Override
  public final Tensor observed(Tensor y) {
    return second.observed(y);
  }

  @Override
  public final String toString() {
    return name() + " of " + imageShape();
  }
}
