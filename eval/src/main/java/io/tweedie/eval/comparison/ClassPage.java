package io.tweedie.eval.comparison;

import io.tweedie.images.Grid;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/** A page of images that were drawn class by class: a row for each class, with its first ones. */
final class ClassPage {

  private static final int MOST_COLUMNS = 10;

  private ClassPage() {}

  /**
   * A page.
   *
   * @param images K n x C x H x W in [-1, 1], n of class 0, then n of class 1, and so on
   * @param classes K
   */
  static Grid of(Tensor images, int classes) {
    long perClass = images.size(0) / classes;
    int columns = (int) Math.min(MOST_COLUMNS, perClass);
    Tensor byClass =
        images.reshape(classes, perClass, images.size(1), images.size(2), images.size(3));
    Tensor first = byClass.narrow(1, 0, columns).flatten(0, 1);
    List<String> labels = IntStream.range(0, classes).mapToObj(String::valueOf).toList();
    return Grid.of(first, classes, columns).withRowLabels(labels).visible();
  }
}
