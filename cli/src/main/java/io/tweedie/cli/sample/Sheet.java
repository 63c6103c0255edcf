package io.tweedie.cli.sample;

import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.images.Grid;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * How drawn images lie on a page.
 *
 * @param count number of images
 * @param rows of images
 * @param columns of images
 * @param rowLabels what each row shows, where rows differ; otherwise empty
 */
record Sheet(int count, int rows, int columns, List<String> rowLabels) {

  private static final int USUAL_COUNT = 4;
  private static final int USUAL_COLUMNS_OF_CLASSES = 10;

  /** Refuses pages that do not hold the images. */
  Sheet {
    if (count < 1) {
      throw new IllegalArgumentException("at least 1 image must be drawn, not " + count);
    }
    if (rows < 1 || columns < 1 || (long) rows * columns < count) {
      throw new IllegalArgumentException(
          "%d images do not fit into %d rows of %d".formatted(count, rows, columns));
    }
    CommonOptions.images("images of a sheet", (long) rows * columns);
  }

  /**
   * A row for each class.
   *
   * @param columns images of each; null for the usual number
   */
  static Sheet ofClasses(List<Long> classes, Integer columns) {
    int across = columns == null ? USUAL_COLUMNS_OF_CLASSES : columns;
    return new Sheet(
        CommonOptions.images("images of a sheet", (long) classes.size() * across),
        classes.size(),
        across,
        classes.stream().map(String::valueOf).toList());
  }

  /**
   * Images of one kind, in as many rows and columns as asked or as nearly square as can be.
   *
   * @param wanted number of images; null for the usual number
   * @param rows null for any
   * @param columns null for any
   */
  static Sheet of(Integer wanted, Integer rows, Integer columns) {
    int count = wanted == null ? USUAL_COUNT : wanted;
    int square = Math.max(1, (int) Math.floor(Math.sqrt(count)));
    int across = columns != null ? columns : ceilDivide(count, rows != null ? rows : square);
    return new Sheet(count, rows != null ? rows : ceilDivide(count, across), across, List.of());
  }

  private static int ceilDivide(int dividend, int divisor) {
    return (dividend + divisor - 1) / Math.max(1, divisor);
  }

  /** How many images, one after the other, are of one kind. */
  int sameInARow() {
    return rowLabels.isEmpty() ? count : columns;
  }

  /** The page with images on it, count x C x H x W in [-1,1]. */
  Grid grid(Tensor images) {
    return Grid.of(images, rows, columns).withRowLabels(rowLabels).visible();
  }
}
