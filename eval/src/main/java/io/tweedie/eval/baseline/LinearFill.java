package io.tweedie.eval.baseline;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Inpainting;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.tinfour.common.Vertex;
import org.tinfour.interpolation.TriangularFacetInterpolator;
import org.tinfour.standard.IncrementalTin;

/**
 * Fills missing pixels by linear interpolation over the Delaunay triangulation of the known ones,
 * and beyond their convex hull by the nearest: {@code scipy.interpolate.griddata} with {@code
 * method="linear"}, then {@code "nearest"}.
 *
 * <p>Pixels lie on a lattice, where four of them often share a circle. Such a square can be cut
 * along either diagonal, and which one is the library's choice: there results differ from SciPy's
 * as SciPy's own do when the image is mirrored.
 */
public record LinearFill() implements Baseline {

  @Override
  public String name() {
    return "linear";
  }

  @Override
  public void requireServes(ForwardOperator operator) {
    Canvas canvas = Canvas.blank(Canvas.requireInpainting("baseline:" + name(), operator));
    if (!holdsTriangle(canvas)) {
      throw new IllegalArgumentException(
          "baseline:linear needs three known pixels that are not on one line, which %s of %d x %d"
                  .formatted(operator.name(), canvas.height(), canvas.width())
              + " does not leave");
    }
  }

  @Override
  public Tensor restore(Measurement y) {
    requireServes(y.operator());
    Inpainting operator = (Inpainting) y.operator();
    IncrementalTin triangles = triangulate(Canvas.blank(operator));
    return Canvas.fill(operator, y, canvas -> interpolate(triangles, canvas));
  }

  /** Whether the known pixels are neither fewer than three nor all on one line. */
  private static boolean holdsTriangle(Canvas canvas) {
    int width = canvas.width();
    int[] known =
        IntStream.range(0, canvas.known().length).filter(p -> canvas.known()[p]).toArray();
    for (int i = 2; i < known.length; i++) {
      int x = known[1] % width - known[0] % width;
      int y = known[1] / width - known[0] / width;
      if (x * (known[i] / width - known[0] / width) != y * (known[i] % width - known[0] % width)) {
        return true;
      }
    }
    return false;
  }

  private static IncrementalTin triangulate(Canvas canvas) {
    List<Vertex> vertices = new ArrayList<>();
    for (int p = 0; p < canvas.known().length; p++) {
      if (canvas.known()[p]) {
        vertices.add(new Vertex(p % canvas.width(), p / canvas.width(), 0, p));
      }
    }
    IncrementalTin triangles = new IncrementalTin(1);
    triangles.add(vertices, null);
    return triangles;
  }

  private static void interpolate(IncrementalTin triangles, Canvas canvas) {
    var interpolator = new TriangularFacetInterpolator(triangles);
    for (int p = 0; p < canvas.known().length; p++) {
      if (canvas.known()[p]) {
        continue;
      }
      int x = p % canvas.width();
      int y = p / canvas.width();
      for (double[] plane : canvas.planes()) {
        plane[p] = interpolator.interpolate(x, y, vertex -> plane[vertex.getIndex()]);
      }
      if (Double.isNaN(canvas.planes()[0][p])) {
        int nearest = nearestKnown(canvas, x, y);
        for (double[] plane : canvas.planes()) {
          plane[p] = plane[nearest];
        }
      }
    }
  }

  /** Looks around a pixel in growing squares, until no nearer pixel can lie outside. */
  private static int nearestKnown(Canvas canvas, int x, int y) {
    int nearest = -1;
    long least = Long.MAX_VALUE;
    for (long reach = 1; reach * reach < least; reach++) {
      long last = Math.min(canvas.height() - 1, y + reach);
      for (long row = Math.max(0, y - reach); row <= last; row++) {
        // Between its first and last row a square adds only its two sides.
        long step = Math.abs(row - y) == reach ? 1 : 2 * reach;
        for (long column = x - reach; column <= x + reach; column += step) {
          int p = (int) (row * canvas.width() + column);
          long distance = (row - y) * (row - y) + (column - x) * (column - x);
          if (column >= 0 && column < canvas.width() && canvas.known()[p] && distance < least) {
            least = distance;
            nearest = p;
          }
        }
      }
    }
    return nearest;
  }
}
