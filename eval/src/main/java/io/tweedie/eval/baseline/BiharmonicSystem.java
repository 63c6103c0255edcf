package io.tweedie.eval.baseline;

import static org.bytedeco.openblas.global.openblas.LAPACKE_dpbsv;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;

import java.util.function.IntConsumer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * The linear equations of {@link BiharmonicFill}: L L u = 0 at every missing pixel, with L the
 * five-point Laplacian whose neighbours beyond the border repeat the border.
 *
 * <p>L is symmetric and its null space holds only constants, so the rows and columns of L L that
 * belong to missing pixels are symmetric positive definite as long as a pixel is known. Numbered
 * along the shorter side of the image they form a narrow band, which LAPACK factors.
 */
final class BiharmonicSystem {

  /** How far an equation reaches, in pixels. */
  private static final int REACH = 2;

  private static final int SIDE = 2 * REACH + 1;

  private final Canvas canvas;
  private final int lines;
  private final int lineLength;
  private final int lineStride;
  private final int pixelStride;

  /** Missing pixels before each place in the order of numbering, and after the last place all. */
  private final int[] missingBefore;

  private final int bandwidth;

  BiharmonicSystem(Canvas canvas) {
    this.canvas = canvas;
    boolean upright = canvas.width() <= canvas.height();
    lines = Math.max(canvas.height(), canvas.width());
    lineLength = Math.min(canvas.height(), canvas.width());
    lineStride = upright ? canvas.width() : 1;
    pixelStride = upright ? 1 : canvas.width();
    missingBefore = new int[lines * lineLength + 1];
    int widest = 0;
    for (int place = 0; place < lines * lineLength; place++) {
      boolean missing = !canvas.known()[pixel(place)];
      missingBefore[place + 1] = missingBefore[place] + (missing ? 1 : 0);
      if (missing) {
        int first = Math.max(0, place - REACH * lineLength);
        widest = Math.max(widest, missingBefore[place] - missingBefore[first]);
      }
    }
    bandwidth = widest;
  }

  /** Bytes of the band matrix. */
  long bytes() {
    return (long) unknowns() * (bandwidth + 1) * Double.BYTES;
  }

  private int unknowns() {
    return missingBefore[missingBefore.length - 1];
  }

  private int pixel(int place) {
    return place / lineLength * lineStride + place % lineLength * pixelStride;
  }

  /** Solves for all channels and writes the missing pixels. */
  void solve() {
    if (unknowns() == 0) {
      return;
    }
    int channels = canvas.planes().length;
    try (PointerScope scope = new PointerScope()) {
      DoublePointer band = zeros((long) unknowns() * (bandwidth + 1));
      DoublePointer solution = zeros((long) unknowns() * channels);
      forEachMissing(place -> addEquation(place, band, solution));
      int info =
          LAPACKE_dpbsv(
              LAPACK_COL_MAJOR,
              (byte) 'L',
              unknowns(),
              bandwidth,
              channels,
              band,
              bandwidth + 1,
              solution,
              unknowns());
      if (info != 0) {
        throw new ArithmeticException(
            "the biharmonic equations could not be solved (dpbsv says %d)".formatted(info));
      }
      forEachMissing(place -> write(place, solution));
    }
  }

  private static DoublePointer zeros(long size) {
    DoublePointer zeros = new DoublePointer(size);
    Pointer.memset(zeros, 0, size * Double.BYTES);
    return zeros;
  }

  private void forEachMissing(IntConsumer action) {
    for (int place = 0; place < lines * lineLength; place++) {
      if (!canvas.known()[pixel(place)]) {
        action.accept(place);
      }
    }
  }

  /** Known pixels go to the right-hand side; of the symmetric band the lower half is stored. */
  private void addEquation(int place, DoublePointer band, DoublePointer right) {
    int line = place / lineLength;
    int column = place % lineLength;
    int equation = missingBefore[place];
    double[] stencil = stencil(line, column);
    for (int k = 0; k < stencil.length; k++) {
      if (stencil[k] == 0) {
        continue;
      }
      int other = (line + k / SIDE - REACH) * lineLength + column + k % SIDE - REACH;
      int unknown = missingBefore[other];
      if (canvas.known()[pixel(other)]) {
        addKnown(equation, pixel(other), -stencil[k], right);
      } else if (unknown <= equation) {
        band.put((long) unknown * (bandwidth + 1) + equation - unknown, stencil[k]);
      }
    }
  }

  private void addKnown(int equation, int pixel, double weight, DoublePointer right) {
    for (int channel = 0; channel < canvas.planes().length; channel++) {
      long position = (long) channel * unknowns() + equation;
      right.put(position, right.get(position) + weight * canvas.planes()[channel][pixel]);
    }
  }

  private void write(int place, DoublePointer solution) {
    for (int channel = 0; channel < canvas.planes().length; channel++) {
      canvas.planes()[channel][pixel(place)] =
          solution.get((long) channel * unknowns() + missingBefore[place]);
    }
  }

  /** The row of L L for one pixel, 5 x 5 around it; zero beyond the border. */
  private double[] stencil(int line, int column) {
    double[] stencil = new double[SIDE * SIDE];
    int centre = REACH * SIDE + REACH;
    addLaplacian(stencil, centre, line, column, -neighbours(line, column));
    addLaplacian(stencil, centre - SIDE, line - 1, column, 1);
    addLaplacian(stencil, centre + SIDE, line + 1, column, 1);
    addLaplacian(stencil, centre - 1, line, column - 1, 1);
    addLaplacian(stencil, centre + 1, line, column + 1, 1);
    return stencil;
  }

  /** Adds a multiple of the row of L for the pixel at {@code at} in the stencil. */
  private void addLaplacian(double[] stencil, int at, int line, int column, double weight) {
    if (!inside(line, column)) {
      return;
    }
    stencil[at] -= weight * neighbours(line, column);
    stencil[at - SIDE] += inside(line - 1, column) ? weight : 0;
    stencil[at + SIDE] += inside(line + 1, column) ? weight : 0;
    stencil[at - 1] += inside(line, column - 1) ? weight : 0;
    stencil[at + 1] += inside(line, column + 1) ? weight : 0;
  }

  /** Neighbours of a pixel that are not beyond the border, which would only repeat it. */
  private int neighbours(int line, int column) {
    return (line > 0 ? 1 : 0)
        + (line < lines - 1 ? 1 : 0)
        + (column > 0 ? 1 : 0)
        + (column < lineLength - 1 ? 1 : 0);
  }

  private boolean inside(int line, int column) {
    return line >= 0 && line < lines && column >= 0 && column < lineLength;
  }
}
