package io.tweedie.core.operator;

import io.tweedie.core.tensor.Shape;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * The noiseless physics of a measurement, y = A(x), for images of one shape.
 *
 * <p>An operator is immutable and bound to the shape of the images it serves, so that what comes in
 * and what goes out is known before any work starts. Images are float32 in [-1, 1]; the leading
 * dimension N is the batch and every operator acts on each image alone.
 */
public interface ForwardOperator {

  /**
   * An operator of your own in a line: what a function of images does. If the function is linear
   * take {@link LinearOperator#of}, which more solvers serve. A camera that clips highlights:
   *
   * <pre>{@code
   * ForwardOperator clipped = ForwardOperator.of("clipped", shape, shape, x -> x.tanh());
   * }</pre>
   *
   * @param name to show in reports and messages
   * @param imageShape shape of the images the function takes
   * @param measurementShape shape of what it gives
   * @param function takes N images, gives N measurements, and treats each image alone; made of
   *     differentiable tensor operations, unless only solvers are to use it that never
   *     differentiate it
   */
  static ForwardOperator of(
      String name, Shape imageShape, Shape measurementShape, UnaryOperator<Tensor> function) {
    return new UserOperator(name, imageShape, measurementShape, function);
  }

  /** The task this operator stands for, with its parameters, as the command line names it. */
  String name();

  /** Channels, height and width of the images this operator serves. */
  Shape imageShape();

  /** Channels, height and width of the measurements it makes. */
  Shape measurementShape();

  /**
   * Measures images without noise. Differentiable with respect to {@code x}.
   *
   * @param x images, N x {@link #imageShape()}
   * @return measurements, N x {@link #measurementShape()}
   */
  Tensor apply(Tensor x);

  /**
   * A guess at the image behind a measurement, such as a classical method makes: quick, without a
   * prior, and mostly too smooth. Runs may start from it.
   *
   * @param y measurements, N x {@link #measurementShape()}
   * @param sigma standard deviation of their noise in model units; 0 for none
   * @return images, N x {@link #imageShape()}; empty if measurements do not look like images
   */
  default Optional<Tensor> guess(Tensor y, double sigma) {
    return measurementShape().equals(imageShape()) ? Optional.of(y) : Optional.empty();
  }

  /**
   * Clears what this operator does not observe, such as the missing pixels of an inpainting, where
   * a measurement made elsewhere may hold anything. Most operators observe all of it.
   *
   * @param y measurements, N x {@link #measurementShape()}
   * @return measurements of the same shape, with zeros where nothing was observed
   */
  default Tensor observed(Tensor y) {
    return y;
  }
}
