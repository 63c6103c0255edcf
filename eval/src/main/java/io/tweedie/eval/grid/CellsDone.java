package io.tweedie.eval.grid;

import static java.util.stream.Collectors.joining;

import io.tweedie.core.tensor.Shape;
import io.tweedie.eval.grid.Trial.TooSmall;
import io.tweedie.images.ImageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The cells of an evaluation, or of a part of one.
 *
 * @param cells old and new, in the order of the plan
 * @param unread images that cannot be read, which have no cells
 * @param tooSmall images without a square to crop
 */
public record CellsDone(List<Cell> cells, List<Unread> unread, List<Small> tooSmall) {

  /** Files that one message names. */
  private static final int LISTED = 5;

  /**
   * An image without a square to crop.
   *
   * @param image its file
   * @param height in pixels
   * @param width in pixels
   */
  public record Small(String image, long height, long width) {

    long shorterSide() {
      return Math.min(height, width);
    }
  }

  /** Copies the lists. */
  public CellsDone {
    cells = List.copyOf(cells);
    unread = List.copyOf(unread);
    tooSmall = List.copyOf(tooSmall);
  }

  /** Several parts of an evaluation, in the order of its plan. */
  public static CellsDone joined(List<CellsDone> parts) {
    return new CellsDone(
        parts.stream().flatMap(part -> part.cells().stream()).toList(),
        parts.stream().flatMap(part -> part.unread().stream()).distinct().toList(),
        parts.stream().flatMap(part -> part.tooSmall().stream()).distinct().toList());
  }

  /**
   * Refuses evaluations that no image takes part in.
   *
   * @param plan of all that is done
   * @return this
   * @throws UncheckedIOException if no image can be read
   * @throws IllegalArgumentException if no image is as large as the crop
   */
  public CellsDone requireSome(EvaluationPlan plan) {
    int images = plan.images().size();
    if (unread.size() == images) {
      String reasons = unread.stream().map(Unread::reason).limit(LISTED).collect(joining("; "));
      throw new UncheckedIOException(
          new IOException(
              images == 1
                  ? reasons
                  : String.format(
                      Locale.ROOT, "none of the %d images can be read: %s", images, reasons)));
    }
    Optional<Small> largest = tooSmall.stream().max(Comparator.comparingLong(Small::shorterSide));
    if (largest.isPresent() && unread.size() + tooSmall.size() == images) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "no image has a square of %d pixels to crop; the largest is %s of %d x %d (height x"
                  + " width), so take a size of at most %d",
              plan.conditions().size().orElseThrow(),
              largest.get().image(),
              largest.get().height(),
              largest.get().width(),
              largest.get().shorterSide()));
    }
    return this;
  }

  /** Collects them. */
  static final class Gathering {

    private final List<Cell> cells = new ArrayList<>();
    private final Map<Path, Unread> unread = new LinkedHashMap<>();
    private final Map<Path, Small> small = new LinkedHashMap<>();

    boolean isUnread(Path image) {
      return unread.containsKey(image);
    }

    void add(Cell cell) {
      cells.add(cell);
    }

    void unread(Path image, ImageException e) {
      unread.put(image, new Unread(image.toString(), e.getMessage()));
    }

    void refused(Path image, IllegalArgumentException e) {
      if (e instanceof TooSmall tooSmall) {
        Shape shape = tooSmall.image();
        small.put(image, new Small(image.toString(), shape.height(), shape.width()));
      }
    }

    CellsDone all() {
      return new CellsDone(cells, List.copyOf(unread.values()), List.copyOf(small.values()));
    }
  }
}
