package io.tweedie.core.operator;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * How a blur spreads a point of light: the picture that the blurred image of one bright pixel
 * shows. The weights sum to one, so that gray stays as it is.
 *
 * <p>The pixel that spreads is the middle one; in an even kernel, of the two middles along an axis,
 * the lower or right one.
 */
public final class Kernel {

  /** The largest height and width, in pixels. */
  public static final int LARGEST_EDGE = 2001;

  /** Relative to the largest weight: less than kernels that were kept in float32 can tell. */
  private static final double SEPARABLE_WITHIN = 1e-7;

  private final int height;
  private final int width;
  private final double[] weights;

  private Kernel(int height, int width, double[] weights) {
    double sum = Arrays.stream(weights).sum();
    double size = Arrays.stream(weights).map(Math::abs).sum();
    if (!(sum > 1e-6 * size && size < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          ("the weights of a blur kernel have a positive sum, which is made 1, but here it is %s;"
                  + " kernels that find edges are no blur")
              .formatted(sum));
    }
    this.height = height;
    this.width = width;
    this.weights = Arrays.stream(weights).map(weight -> weight / sum).toArray();
  }

  /**
   * A kernel from its numbers, which are copied and scaled to sum to one.
   *
   * @param rows from top to bottom, all of the same length
   * @throws IllegalArgumentException if it is empty, ragged, too large, not finite, or does not
   *     have a positive sum
   */
  public static Kernel of(double[][] rows) {
    int width = rows.length == 0 ? 0 : rows[0].length;
    requireEdges(rows.length, width);
    for (double[] row : rows) {
      if (row.length != width) {
        throw new IllegalArgumentException(
            "the rows of a kernel have one length, but here some have %d numbers and some %d"
                .formatted(width, row.length));
      }
    }
    return new Kernel(
        rows.length, width, Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray());
  }

  /**
   * Out of focus: a Gaussian around the middle. DPS (Chung et al., 2023) takes size 61 and standard
   * deviation 3; its code cuts the Gaussian off at four standard deviations, this does not.
   *
   * @param size height and width in pixels
   * @param standardDeviation in pixels, positive
   */
  public static Kernel gaussian(int size, double standardDeviation) {
    requireGaussian(size, standardDeviation);
    double[] weights = new double[size * size];
    for (int i = 0; i < weights.length; i++) {
      double distance = Math.hypot(i / size - size / 2, i % size - size / 2) / standardDeviation;
      weights[i] = Math.exp(-0.5 * distance * distance);
    }
    return new Kernel(size, size, weights);
  }

  /** Refuses what makes no Gaussian kernel. */
  public static void requireGaussian(int size, double standardDeviation) {
    requireEdges(size, size);
    if (!(standardDeviation > 0 && standardDeviation < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the standard deviation of a Gaussian blur is a positive number of pixels, not "
              + standardDeviation);
    }
  }

  /**
   * A shaking camera, as DPS takes it with size 61 and intensity 0.5: the trace of a random walk
   * like those that DPS blurs with.
   *
   * @param size height and width in pixels
   * @param intensity how restless the camera is, from 0 (a straight line) to 1 (a scrawl)
   * @param seed chooses the path; the same seed, size and intensity give the same kernel
   */
  public static Kernel motion(int size, double intensity, long seed) {
    requireMotion(size, intensity);
    return new Kernel(size, size, MotionPath.light(size, intensity, seed));
  }

  /** Refuses what makes no motion kernel. */
  public static void requireMotion(int size, double intensity) {
    requireEdges(size, size);
    if (!(intensity >= 0 && intensity <= 1)) {
      throw new IllegalArgumentException(
          "the intensity of a motion blur lies between 0 and 1, not at " + intensity);
    }
  }

  private static void requireEdges(int height, int width) {
    if (Math.min(height, width) < 1 || Math.max(height, width) > LARGEST_EDGE) {
      throw new IllegalArgumentException(
          "a blur kernel has 1 to %d pixels along each edge, not %d x %d"
              .formatted(LARGEST_EDGE, height, width));
    }
  }

  /** Rows. */
  public int height() {
    return height;
  }

  /** Columns. */
  public int width() {
    return width;
  }

  /** The weight at a place, counted from the upper left corner. */
  public double weight(int row, int column) {
    return weights[row * width + column];
  }

  /** The weights as float64, height x width; a copy. */
  public Tensor toTensor() {
    return Tensor.create(weights, height, width);
  }

  /** Whether the weights are those of {@link #columnSums} times those of {@link #rowSums}. */
  boolean isSeparable() {
    double[] vertical = rowSums();
    double[] horizontal = columnSums();
    double largest = Arrays.stream(weights).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < weights.length; i++) {
      double product = vertical[i / width] * horizontal[i % width];
      if (Math.abs(weights[i] - product) > SEPARABLE_WITHIN * largest) {
        return false;
      }
    }
    return true;
  }

  /** The sum of each row: what the kernel does along the height of an image. */
  public double[] rowSums() {
    double[] sums = new double[height];
    for (int i = 0; i < weights.length; i++) {
      sums[i / width] += weights[i];
    }
    return sums;
  }

  /** The sum of each column: what the kernel does along the width of an image. */
  double[] columnSums() {
    double[] sums = new double[width];
    for (int i = 0; i < weights.length; i++) {
      sums[i % width] += weights[i];
    }
    return sums;
  }

  @Override
  public String toString() {
    return "kernel of " + height + " x " + width;
  }
}
