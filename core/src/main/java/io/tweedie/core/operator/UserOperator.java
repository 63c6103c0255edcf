package io.tweedie.core.operator;

import io.tweedie.core.tensor.Shape;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** An operator made of a function, which is all that most users' physics needs. */
class UserOperator implements ForwardOperator {

  private final String name;
  private final Shape imageShape;
  private final Shape measurementShape;
  private final UnaryOperator<Tensor> function;

  UserOperator(
      String name, Shape imageShape, Shape measurementShape, UnaryOperator<Tensor> function) {
    this.name = name;
    this.imageShape = imageShape;
    this.measurementShape = measurementShape;
    this.function = function;
  }

  /** With the derived adjoint and inverses. */
  static final class Linear extends UserOperator implements LinearOperator {

    Linear(String name, Shape imageShape, Shape measurementShape, UnaryOperator<Tensor> function) {
      super(name, imageShape, measurementShape, function);
    }
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final Shape imageShape() {
    return imageShape;
  }

  @Override
  public final Shape measurementShape() {
    return measurementShape;
  }

  @Override
  public final Tensor apply(Tensor x) {
    Tensor y = function.apply(imageShape.require(x, "image of " + name));
    return measurementShape.require(y, "result of the function of " + name);
  }

  @Override
  public final String toString() {
    return name + " of " + imageShape;
  }
}
