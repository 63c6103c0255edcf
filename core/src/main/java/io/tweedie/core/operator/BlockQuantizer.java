package io.tweedie.core.operator;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * What JPEG does to one plane: the cosine transform of blocks of 8 x 8 samples, each coefficient
 * rounded to a multiple of its step, and the way back.
 *
 * <p>As codecs in fixed point do, it first rounds coefficients to eighths, which makes ties between
 * steps common. The rows of the transform stay without their norms, so that the lowest frequency is
 * an exact sum and its ties fall as in a codec.
 */
final class BlockQuantizer {

  static final int EDGE = 8;

  private static final int FRACTION = 8;

  private final Separable cosines;
  private final Tensor toEighths;
  private final Tensor stepInEighths;
  private final Tensor weights;

  /**
   * A quantiser.
   *
   * @param table 64 steps by row
   */
  BlockQuantizer(int[] table) {
    double[] cosine = new double[EDGE * EDGE];
    double[] toEighth = new double[EDGE * EDGE];
    double[] step = new double[EDGE * EDGE];
    double[] weight = new double[EDGE * EDGE];
    for (int u = 0; u < EDGE; u++) {
      for (int v = 0; v < EDGE; v++) {
        int at = EDGE * u + v;
        cosine[at] = Math.cos((2 * v + 1) * u * Math.PI / (2 * EDGE));
        toEighth[at] = FRACTION * norm(u, v);
        step[at] = FRACTION * table[at];
        weight[at] = table[at] * norm(u, v);
      }
    }
    try (PointerScope scope = new PointerScope()) {
      Tensor rows = Tensor.create(cosine, EDGE, EDGE);
      cosines = new Separable(rows, rows);
      toEighths = Tensor.create(toEighth, EDGE, EDGE).retainReference();
      stepInEighths = Tensor.create(step, EDGE, EDGE).retainReference();
      weights = Tensor.create(weight, EDGE, EDGE).retainReference();
    }
  }

  /** 8^-1/2 for a first row and 1/2 for the others, for rows and columns. */
  private static double norm(int u, int v) {
    return (u == 0 ? 1 : Math.sqrt(2)) * (v == 0 ? 1 : Math.sqrt(2)) / EDGE;
  }

  /**
   * Quantises. The gradient is that of the identity.
   *
   * @param plane samples around 0, N x 1 x H x W, H and W multiples of 8
   * @return the same shape
   */
  Tensor apply(Tensor plane) {
    long n = plane.size(0);
    long rows = plane.size(2) / EDGE;
    long columns = plane.size(3) / EDGE;
    Tensor blocks =
        plane
            .reshape(n, rows, EDGE, columns, EDGE)
            .permute(0, 1, 3, 2, 4)
            .reshape(n, rows * columns, EDGE, EDGE);
    Tensor eighths = StraightThrough.round(cosines.apply(blocks).mul(toEighths.to(plane)));
    Tensor levels = StraightThrough.round(eighths.div(stepInEighths.to(plane)));
    return cosines
        .applyTransposed(levels.mul(weights.to(plane)))
        .reshape(n, rows, columns, EDGE, EDGE)
        .permute(0, 1, 3, 2, 4)
        .reshape(plane.shape());
  }
}
