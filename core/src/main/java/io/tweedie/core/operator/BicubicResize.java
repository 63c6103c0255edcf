package io.tweedie.core.operator;

import io.tweedie.core.tensor.Shape;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Bicubic resizing to any size, as MATLAB's {@code imresize} does it, the definition on which
 * super-resolution benchmarks agree: the kernel of Keys (1981) with a = -1/2, stretched where an
 * axis shrinks so that it does not alias, weights that sum to one, and mirrored borders that repeat
 * the edge pixel. Values are not clipped.
 */
public final class BicubicResize {

  private static final double KERNEL_RADIUS = 2;

  private final Shape from;
  private final Shape to;
  private final Separable weights;

  /**
   * Prepares the weights of both axes.
   *
   * @param from shape of the images to resize
   * @param toHeight height of the result in pixels, at least 1
   * @param toWidth width of the result in pixels, at least 1
   */
  public BicubicResize(Shape from, long toHeight, long toWidth) {
    this.from = from;
    this.to = new Shape(from.channels(), toHeight, toWidth);
    try (PointerScope scope = new PointerScope()) {
      this.weights =
          new Separable(weights(from.height(), toHeight), weights(from.width(), toWidth));
    }
  }

  /** Shape of the images this resizes. */
  public Shape from() {
    return from;
  }

  /** Shape of the results. */
  public Shape to() {
    return to;
  }

  /**
   * Resizes images. Differentiable.
   *
   * @param x images, N x {@link #from()}, float32 or float64 in any range
   * @return images, N x {@link #to()}; edges may overshoot the range of {@code x}
   */
  public Tensor apply(Tensor x) {
    return weights.apply(from.require(x, "image to resize"));
  }

  /** The map behind {@link #apply}. */
  Separable weights() {
    return weights;
  }

  /** The weight of every input sample, by column, in every output sample, by row. */
  private static Tensor weights(long length, long target) {
    int inputs = Math.toIntExact(length);
    int outputs = Math.toIntExact(target);
    double[] weights = new double[Math.multiplyExact(inputs, outputs)];
    for (int i = 0; i < outputs; i++) {
      addWeights(weights, i, inputs, (double) outputs / inputs);
    }
    return Tensor.create(weights, outputs, inputs);
  }

  private static void addWeights(double[] weights, int output, int inputs, double scale) {
    double stretch = Math.min(scale, 1);
    double centre = (output + 0.5) / scale - 0.5;
    int first = (int) Math.floor(centre - KERNEL_RADIUS / stretch);
    int last = (int) Math.ceil(centre + KERNEL_RADIUS / stretch);
    double sum = 0;
    for (int i = first; i <= last; i++) {
      sum += kernel((i - centre) * stretch);
    }
    for (int i = first; i <= last; i++) {
      weights[output * inputs + mirror(i, inputs)] += kernel((i - centre) * stretch) / sum;
    }
  }

  private static double kernel(double distance) {
    double t = Math.abs(distance);
    if (t <= 1) {
      return (1.5 * t - 2.5) * t * t + 1;
    }
    return t < 2 ? ((-0.5 * t + 2.5) * t - 4) * t + 2 : 0;
  }

  /** Folds an index back into [0, length): 2 1 0 | 0 1 2 | 2 1 0. */
  private static int mirror(int index, int length) {
    int folded = Math.floorMod(index, 2 * length);
    return folded < length ? folded : 2 * length - 1 - folded;
  }
}
