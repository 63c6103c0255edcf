package io.tweedie.core.operator;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.ones;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.tweedie.core.random.RandomStream;
import io.tweedie.core.task.InpaintingTask;
import io.tweedie.core.tensor.Shape;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Knows some pixels of an image and not the others: y = m x, with one mask m of zeros (missing) and
 * ones (known) for all channels. Measurements keep the shape of the image and are zero where pixels
 * are missing.
 *
 * <p>A is a projection, so A' = A+ = A. The mask belongs to the operator: it outlives any native
 * scope and goes when the operator is collected.
 */
public final class Inpainting implements FlatSpectrum {

  /** How far a box at a random position stays from the edge where it can, in pixels. */
  static final long BOX_MARGIN = 16;

  private final String name;
  private final Shape imageShape;
  private final Tensor mask;

  private Inpainting(String name, Shape imageShape, Supplier<Tensor> mask) {
    this.name = name;
    this.imageShape = imageShape;
    try (PointerScope scope = new PointerScope()) {
      this.mask = mask.get().retainReference();
    }
  }

  /**
   * Takes the known pixels from a mask.
   *
   * @param imageShape shape of the images
   * @param mask 1 x 1 x H x W of any number format, 1 where a pixel is known and 0 where it is
   *     missing; copied
   * @throws IllegalArgumentException if the mask has another shape or other values
   */
  public static Inpainting of(Shape imageShape, Tensor mask) {
    return named("inpaint-mask", imageShape, mask);
  }

  /** As {@link #of}, under the name of the task that the mask came with. */
  public static Inpainting named(String name, Shape imageShape, Tensor mask) {
    long[] expected = {1, 1, imageShape.height(), imageShape.width()};
    if (!Arrays.equals(mask.shape(), expected)) {
      throw new IllegalArgumentException(
          "mask: expected %s for images of %s, got %s"
              .formatted(Arrays.toString(expected), imageShape, Arrays.toString(mask.shape())));
    }
    return new Inpainting(
        name,
        imageShape,
        () -> {
          Tensor copy = mask.detach().to(ScalarType.Float).clone();
          if (!copy.mul(copy).equal(copy)) {
            throw new IllegalArgumentException(
                "a mask holds 1 for known and 0 for missing pixels and nothing else; its values"
                    + " are %.3f to %.3f"
                        .formatted(copy.min().item_double(), copy.max().item_double()));
          }
          return copy;
        });
  }

  /**
   * Misses pixels at random places, the same in all channels.
   *
   * @param imageShape shape of the images
   * @param missingFraction share of the pixels that are missing, above 0 and below 1; H * W times
   *     this number, rounded, are missing exactly
   * @param seed chooses the places
   */
  public static Inpainting random(Shape imageShape, double missingFraction, long seed) {
    return new Inpainting(
        new InpaintingTask.RandomPixels(missingFraction).name(),
        imageShape,
        () -> {
          // Knuth's selection sampling (The Art of Computer Programming, 3.4.2, algorithm S).
          RandomGenerator random = new RandomStream(seed, "missing pixels");
          float[] mask = new float[Math.toIntExact(imageShape.height() * imageShape.width())];
          long missing = missing(missingFraction, imageShape);
          for (int i = 0; i < mask.length; i++) {
            if (random.nextLong(mask.length - i) < missing) {
              missing--;
            } else {
              mask[i] = 1;
            }
          }
          return Tensor.create(mask, 1, 1, imageShape.height(), imageShape.width());
        });
  }

  /**
   * Misses a box in the middle; of two middles the upper left.
   *
   * @param imageShape shape of the images
   * @param height height of the box in pixels
   * @param width width of the box in pixels
   * @throws IllegalArgumentException if the box does not fit or leaves nothing
   */
  public static Inpainting centredBox(Shape imageShape, long height, long width) {
    String name = new InpaintingTask.CentredBox(height, width).name();
    requireBoxWithin(imageShape, height, width);
    return box(
        name,
        imageShape,
        height,
        width,
        (imageShape.height() - height) / 2,
        (imageShape.width() - width) / 2);
  }

  /**
   * Misses a box at a given place.
   *
   * @param imageShape shape of the images
   * @param height height of the box in pixels
   * @param width width of the box in pixels
   * @param top rows above the box
   * @param left columns left of the box
   * @throws IllegalArgumentException if the box does not fit or leaves nothing
   */
  public static Inpainting boxAt(Shape imageShape, long height, long width, long top, long left) {
    String name = new InpaintingTask.BoxAt(height, width, top, left).name();
    requireBoxWithin(imageShape, height, width);
    if (top > imageShape.height() - height || left > imageShape.width() - width) {
      throw new IllegalArgumentException(
          "a box of %d x %d pixels at row %d, column %d leaves the image of %d x %d"
              .formatted(height, width, top, left, imageShape.height(), imageShape.width()));
    }
    return box(name, imageShape, height, width, top, left);
  }

  /**
   * Misses a box at a random place, at least 16 pixels from every edge, or in the middle of an axis
   * that has no room for that, as DPS (Chung et al., 2023) draws it.
   *
   * @param imageShape shape of the images
   * @param height height of the box in pixels
   * @param width width of the box in pixels
   * @param seed chooses the place
   * @throws IllegalArgumentException if the box does not fit or leaves nothing
   */
  public static Inpainting randomBox(Shape imageShape, long height, long width, long seed) {
    String name = new InpaintingTask.RandomBox(height, width).name();
    requireBoxWithin(imageShape, height, width);
    RandomGenerator random = new RandomStream(seed, "place of the box");
    return box(
        name,
        imageShape,
        height,
        width,
        randomStart(imageShape.height() - height, random),
        randomStart(imageShape.width() - width, random));
  }

  private static long randomStart(long room, RandomGenerator random) {
    long margin = Math.min(BOX_MARGIN, room / 2);
    return random.nextLong(margin, room - margin + 1);
  }

  private static void requireBoxWithin(Shape imageShape, long height, long width) {
    boolean fits = height <= imageShape.height() && width <= imageShape.width();
    boolean leavesPixels = height < imageShape.height() || width < imageShape.width();
    if (!fits || !leavesPixels) {
      throw new IllegalArgumentException(
          "a missing box must be smaller than the image, but is %d x %d pixels in %d x %d"
              .formatted(height, width, imageShape.height(), imageShape.width()));
    }
  }

  /**
   * Misses the strokes of a brush, as the free-form masks of Yu et al. (2019) do.
   *
   * @param imageShape shape of the images
   * @param leastMissing share of the pixels that are missing at least, above 0
   * @param mostMissing share of the pixels that are missing at most, below 1
   * @param seed chooses the share, evenly between the two, and the strokes; H * W times the share,
   *     rounded, are missing exactly
   */
  public static Inpainting freeForm(
      Shape imageShape, double leastMissing, double mostMissing, long seed) {
    return new Inpainting(
        new InpaintingTask.FreeForm(leastMissing, mostMissing).name(),
        imageShape,
        () -> {
          RandomGenerator random = new RandomStream(seed, "strokes");
          double share = leastMissing + random.nextDouble() * (mostMissing - leastMissing);
          int height = Math.toIntExact(imageShape.height());
          int width = Math.toIntExact(imageShape.width());
          long missing = missing(share, imageShape);
          return Tensor.create(
              BrushStrokes.mask(height, width, missing, random), 1, 1, height, width);
        });
  }

  /**
   * Misses all but a window in the middle, for the task of painting what is around a picture.
   *
   * @param imageShape shape of the images
   * @param keptSide height and width of the window in those of the image, above 0 and below 1;
   *     rounded to pixels, at least one
   * @throws IllegalArgumentException if the window is as large as the image
   */
  public static Inpainting window(Shape imageShape, double keptSide) {
    String name = new InpaintingTask.Uncrop(keptSide).name();
    long height = Math.max(1, Math.round(keptSide * imageShape.height()));
    long width = Math.max(1, Math.round(keptSide * imageShape.width()));
    if (height == imageShape.height() && width == imageShape.width()) {
      throw new IllegalArgumentException(
          "a window of %s of the sides of %s is the whole image; take a smaller fraction"
              .formatted(keptSide, imageShape));
    }
    return new Inpainting(
        name,
        imageShape,
        () -> {
          Tensor mask = zeros(1, 1, imageShape.height(), imageShape.width());
          long top = (imageShape.height() - height) / 2;
          long left = (imageShape.width() - width) / 2;
          mask.narrow(2, top, height).narrow(3, left, width).fill_(scalar(1));
          return mask;
        });
  }

  private static long missing(double share, Shape imageShape) {
    return Math.round(share * (imageShape.height() * imageShape.width()));
  }

  private static Inpainting box(
      String name, Shape imageShape, long height, long width, long top, long left) {
    return new Inpainting(
        name,
        imageShape,
        () -> {
          Tensor mask = ones(1, 1, imageShape.height(), imageShape.width());
          mask.narrow(2, top, height).narrow(3, left, width).zero_();
          return mask;
        });
  }

  /** 1 where a pixel is known, 0 where it is missing: 1 x 1 x H x W, float32, not to be closed. */
  public Tensor mask() {
    return mask;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Shape imageShape() {
    return imageShape;
  }

  @Override
  public Shape measurementShape() {
    return imageShape;
  }

  @Override
  public double squaredSingularValue() {
    return 1;
  }

  @Override
  public Tensor apply(Tensor x) {
    return imageShape.require(x, "image of " + name).mul(mask.to(x));
  }

  @Override
  public Tensor pseudoInverse(Tensor y) {
    return observed(y);
  }

  /** {@inheritDoc} Fills the missing pixels smoothly. */
  @Override
  public Optional<Tensor> guess(Tensor y, double sigma) {
    return Optional.of(
        PyramidFill.fill(imageShape.require(y, "measurement of " + name), mask.to(y)));
  }

  @Override
  public Tensor observed(Tensor y) {
    return imageShape.require(y, "measurement of " + name).mul(mask.to(y));
  }

  @Override
  public String toString() {
    return name + " of " + imageShape;
  }
}
