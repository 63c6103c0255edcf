package io.tweedie.core.task;

import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Inpainting;
import io.tweedie.core.tensor.Shape;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Tasks that fill what an {@link Inpainting} misses. */
public sealed interface InpaintingTask extends Task {

  /** Refuses shares that are all or nothing. */
  private static void requireShare(String what, double share) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          "%s lies between 0 and 1, not at %s".formatted(what, share));
    }
  }

  /** Refuses empty boxes. */
  private static void requireBox(long height, long width) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "a missing box has at least one pixel, not %d x %d".formatted(height, width));
    }
  }

  private static String boxName(long height, long width) {
    return "inpaint-box:" + (height == width ? height : height + "x" + width);
  }

  /**
   * {@code inpaint-random:0.8}: fills pixels missing at random places.
   *
   * @param missingFraction share of the pixels that are missing, above 0 and below 1
   */
  record RandomPixels(double missingFraction) implements InpaintingTask {

    /** Refuses fractions that are none. */
    public RandomPixels {
      requireShare("the fraction of missing pixels", missingFraction);
    }

    @Override
    public String name() {
      return "inpaint-random:" + missingFraction;
    }

    @Override
    public ForwardOperator operator(Shape image, long seed, TaskFiles files) {
      return Inpainting.random(image, missingFraction, seed);
    }
  }

  /**
   * {@code inpaint-box:128}: fills a box in the middle.
   *
   * @param height height of the box in pixels, at least 1
   * @param width width of the box in pixels, at least 1
   */
  record CentredBox(long height, long width) implements InpaintingTask {

    /** Refuses empty boxes. */
    public CentredBox {
      requireBox(height, width);
    }

    @Override
    public String name() {
      return boxName(height, width);
    }

    @Override
    public ForwardOperator operator(Shape image, long seed, TaskFiles files) {
      return Inpainting.centredBox(image, height, width);
    }
  }

  /**
   * {@code inpaint-box:64x96@8,16}: fills a box at a given place.
   *
   * @param height height of the box in pixels, at least 1
   * @param width width of the box in pixels, at least 1
   * @param top rows above the box
   * @param left columns left of the box
   */
  record BoxAt(long height, long width, long top, long left) implements InpaintingTask {

    /** Refuses empty boxes and negative places. */
    public BoxAt {
      requireBox(height, width);
      if (top < 0 || left < 0) {
        throw new IllegalArgumentException(
            "the place of a box is not negative, but is row %d, column %d".formatted(top, left));
      }
    }

    @Override
    public String name() {
      return boxName(height, width) + "@" + top + "," + left;
    }

    @Override
    public ForwardOperator operator(Shape image, long seed, TaskFiles files) {
      return Inpainting.boxAt(image, height, width, top, left);
    }
  }

  /**
   * {@code inpaint-box:128@random}: fills a box at a place that the seed chooses.
   *
   * @param height height of the box in pixels, at least 1
   * @param width width of the box in pixels, at least 1
   */
  record RandomBox(long height, long width) implements InpaintingTask {

    /** Refuses empty boxes. */
    public RandomBox {
      requireBox(height, width);
    }

    @Override
    public String name() {
      return boxName(height, width) + "@random";
    }

    @Override
    public ForwardOperator operator(Shape image, long seed, TaskFiles files) {
      return Inpainting.randomBox(image, height, width, seed);
    }
  }

  /** The colour in which a mask is painted where pixels are missing. */
  enum Fill {
    /** Black is filled and white is kept. */
    BLACK,
    /** White is filled and black is kept, as most image editors write selections. */
    WHITE;

    /**
     * Reads {@code black} or {@code white}.
     *
     * @throws IllegalArgumentException for any other name
     */
    public static Fill parse(String name) {
      return Arrays.stream(values())
          .filter(fill -> fill.toString().equals(name))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "a mask is filled where it is black or white, not '%s'".formatted(name)));
    }

    /** The other colour. */
    public Fill other() {
      return this == BLACK ? WHITE : BLACK;
    }

    /** The name that {@link #parse} reads. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * {@code inpaint-mask:FILE}: fills what a mask marks as missing, in black; {@code
   * inpaint-mask:FILE,white} where it does so in white.
   *
   * @param file where the mask is
   * @param fill the colour of what is missing
   */
  record Mask(String file, Fill fill) implements InpaintingTask {

    /** A mask whose black is filled. */
    public Mask(String file) {
      this(file, Fill.BLACK);
    }

    @Override
    public String name() {
      return "inpaint-mask:" + file + (fill == Fill.BLACK ? "" : "," + fill);
    }

    @Override
    public Optional<String> namedFile() {
      return Optional.of(file);
    }

    @Override
    public ForwardOperator operator(Shape image, long seed, TaskFiles files) {
      return Inpainting.named(name(), image, files.mask(file, fill, image.height(), image.width()));
    }
  }

  /**
   * {@code inpaint-freeform:0.15}: fills strokes of a brush; {@code inpaint-freeform:0.1-0.2} lets
   * the seed choose how much of the image they cover.
   *
   * @param leastMissing share of the pixels that are missing at least, above 0
   * @param mostMissing share of the pixels that are missing at most, below 1
   */
  record FreeForm(double leastMissing, double mostMissing) implements InpaintingTask {

    /** Refuses fractions that are none, and ranges that are empty. */
    public FreeForm {
      requireShare("the fraction of missing pixels", leastMissing);
      requireShare("the fraction of missing pixels", mostMissing);
      if (leastMissing > mostMissing) {
        throw new IllegalArgumentException(
            "a range of fractions begins with the smaller one, unlike %s-%s"
                .formatted(leastMissing, mostMissing));
      }
    }

    @Override
    public String name() {
      return "inpaint-freeform:"
          + (leastMissing == mostMissing ? leastMissing : leastMissing + "-" + mostMissing);
    }

    @Override
    public ForwardOperator operator(Shape image, long seed, TaskFiles files) {
      return Inpainting.freeForm(image, leastMissing, mostMissing, seed);
    }
  }

  /**
   * {@code uncrop:0.5}: paints what is around a window in the middle.
   *
   * @param keptSide height and width of the window in those of the image, above 0 and below 1
   */
  record Uncrop(double keptSide) implements InpaintingTask {

    /** Refuses fractions that are none. */
    public Uncrop {
      requireShare("the fraction of the sides to keep", keptSide);
    }

    @Override
    public String name() {
      return "uncrop:" + keptSide;
    }

    @Override
    public ForwardOperator operator(Shape image, long seed, TaskFiles files) {
      return Inpainting.window(image, keptSide);
    }
  }
}
