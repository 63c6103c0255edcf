package io.tweedie.eval.metric;

import io.tweedie.core.denoiser.BlendedTiles;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * How visible the borders of tiles are in a picture: the mean absolute difference of neighbouring
 * pixels across borders over that of all other neighbours. 1 where borders look like any other
 * place, more where they can be seen. A picture drawn as a whole, measured at the borders that its
 * tiles would have had, tells what chance does.
 *
 * @param tile height and width of a tile, in pixels
 * @param stride rows and columns from one tile to the next, in pixels
 */
public record Seams(int tile, int stride) {

  /**
   * Refuses tiles that leave gaps.
   *
   * @throws IllegalArgumentException if the stride is below 1 or above the tile
   */
  public Seams {
    layout(tile, stride);
  }

  private static BlendedTiles layout(int tile, int stride) {
    return new BlendedTiles(
        (x, level, condition) -> {
          throw new IllegalStateException("these tiles are only counted");
        },
        tile,
        stride,
        BlendedTiles.Window.UNIFORM);
  }

  /**
   * The ratio of each picture.
   *
   * @param pictures N x C x H x W, larger than a tile
   * @return N values, at least 0; not a number for a picture of one colour
   * @throws IllegalArgumentException if one tile covers a picture
   */
  public double[] ratios(Tensor pictures) {
    BlendedTiles layout = layout(tile, stride);
    List<Long> rows = layout.borders(pictures.size(2));
    List<Long> columns = layout.borders(pictures.size(3));
    if (rows.isEmpty() && columns.isEmpty()) {
      throw new IllegalArgumentException(
          "pictures of %d x %d (width x height) have no borders of tiles of %d x %d"
              .formatted(pictures.size(3), pictures.size(2), tile, tile));
    }
    double[] ratios = new double[Math.toIntExact(pictures.size(0))];
    for (int i = 0; i < ratios.length; i++) {
      try (PointerScope scope = new PointerScope()) {
        Tensor picture = pictures.narrow(0, i, 1);
        Sums sums = new Sums();
        sums.add(differences(picture, 2), rows);
        sums.add(differences(picture, 3), columns);
        ratios[i] = sums.ratio();
      }
    }
    return ratios;
  }

  /** Mean absolute difference between each row, or column, and the one before. */
  private static Tensor differences(Tensor picture, int dim) {
    long length = picture.size(dim) - 1;
    long[] others = LongStream.range(0, 4).filter(d -> d != dim).toArray();
    return picture
        .narrow(dim, 1, length)
        .sub(picture.narrow(dim, 0, length))
        .abs()
        .mean(others, false, null);
  }

  /** Of rows and columns together. */
  private static final class Sums {

    private double across;
    private double elsewhere;
    private long borders;
    private long others;

    void add(Tensor differences, List<Long> places) {
      for (long i = 0; i < differences.size(0); i++) {
        double sum = differences.select(0, i).item_double();
        if (places.contains(i + 1)) {
          across += sum;
          borders++;
        } else {
          elsewhere += sum;
          others++;
        }
      }
    }

    double ratio() {
      return across / borders / (elsewhere / others);
    }
  }
}
