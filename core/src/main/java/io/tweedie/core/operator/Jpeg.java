package io.tweedie.core.operator;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.avg_pool2d;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.replication_pad2d;
import static org.bytedeco.pytorch.global.torch.upsample_bilinear2d;

import io.tweedie.core.tensor.Shape;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * JPEG at a quality: what a baseline codec writes and reads back (ITU-T T.81, 1992; JFIF 1.02), for
 * gray and RGB images.
 *
 * <p>The value is that of a codec, steps and all: 8-bit samples, YCbCr, colour averaged over 2 x 2
 * pixels and enlarged by the triangle filter, the tables of Annex K, rounded coefficients. Details
 * that the standard leaves open are those of the library of the Independent JPEG Group. From its
 * results this differs by a grey level here and there, because it transforms in fixed point, and in
 * few blocks by more, where that tips a coefficient over to the next step.
 *
 * <p>The gradient is that of the same codec without rounding and clipping, a linear map: the
 * straight-through estimate. A smooth stand-in for rounding, such as the cubic of Shin and Song
 * (2017), has no slope at whole numbers, and so next to none for the many coefficients that become
 * zero, and its value is no codec's.
 */
public final class Jpeg implements PseudoInvertible {

  private static final double MIDDLE = 127.5;
  private static final double CENTRE = 128;

  /** Takes a tie between two levels to the lower one and leaves other means of levels in place. */
  private static final double NUDGE = 1.0 / 65536;

  private final Shape imageShape;
  private final int quality;
  private final Chroma chroma;
  private final BlockQuantizer luminance;
  private final BlockQuantizer chrominance;

  /** How finely colour is kept beside brightness. */
  public enum Chroma {
    /** 4:2:0, one sample for 2 x 2 pixels: what cameras and most programs write. */
    HALVED("4:2:0", 2),
    /** 4:4:4, one sample for each pixel. */
    FULL("4:4:4", 1);

    private final String notation;
    private final int factor;

    Chroma(String notation, int factor) {
      this.notation = notation;
      this.factor = factor;
    }

    /**
     * Reads {@code 4:2:0} or {@code 4:4:4}.
     *
     * @throws IllegalArgumentException for any other notation
     */
    public static Chroma parse(String notation) {
      return Arrays.stream(values())
          .filter(chroma -> chroma.notation.equals(notation))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "chroma sampling is 4:2:0 or 4:4:4, not " + notation));
    }

    /** The name that the field gives it, such as 4:2:0. */
    public String notation() {
      return notation;
    }

    /** Pixels for each sample along an axis, 1 or 2. */
    public int factor() {
      return factor;
    }
  }

  /**
   * A codec.
   *
   * @param imageShape gray or RGB images of any size
   * @param quality from 1 to 100, as the library of the Independent JPEG Group counts
   * @param chroma how finely colour is kept; gray images have none
   * @throws IllegalArgumentException for other qualities and numbers of channels
   */
  public Jpeg(Shape imageShape, int quality, Chroma chroma) {
    requireQuality(quality);
    if (imageShape.channels() != 1 && imageShape.channels() != 3) {
      throw new IllegalArgumentException(
          "jpeg serves gray images of 1 channel and RGB images of 3, not " + imageShape);
    }
    this.imageShape = imageShape;
    this.quality = quality;
    this.chroma = chroma;
    this.luminance = new BlockQuantizer(luminanceTable());
    this.chrominance = new BlockQuantizer(chrominanceTable());
  }

  public static void requireQuality(int quality) {
    if (quality < 1 || quality > 100) {
      throw new IllegalArgumentException(
          "the quality of JPEG is a whole number from 1 (worst) to 100, not " + quality);
    }
  }

  public static String name(int quality, Chroma chroma) {
    return "jpeg:" + quality + (chroma == Chroma.HALVED ? "" : "," + chroma.notation());
  }

  /** From 1 to 100. */
  public int quality() {
    return quality;
  }

  /** How finely colour is kept. */
  public Chroma chroma() {
    return chroma;
  }

  /** The 64 quantisation steps of brightness by row, the lowest frequency first. */
  public int[] luminanceTable() {
    return JpegTable.LUMINANCE.scaled(quality);
  }

  /** The 64 quantisation steps of colour by row, the lowest frequency first. */
  public int[] chrominanceTable() {
    return JpegTable.CHROMINANCE.scaled(quality);
  }

  @Override
  public String name() {
    return name(quality, chroma);
  }

  @Override
  public Shape imageShape() {
    return imageShape;
  }

  @Override
  public Shape measurementShape() {
    return imageShape;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Levels of 8 bits in [-1, 1]; what is outside is clipped, on the way in too. The gradient
   * does not see that.
   */
  /** The measurement, which is decoded already. */
  @Override
  public Tensor pseudoInverse(Tensor y) {
    return imageShape.require(y, "measurement of " + name());
  }

  @Override
  public Tensor apply(Tensor x) {
    imageShape.require(x, "image of " + name());
    Tensor levels = StraightThrough.level(x.add(scalar(1)).mul(scalar(MIDDLE)));
    Tensor decoded = imageShape.channels() == 1 ? luminance(levels) : colour(levels);
    return StraightThrough.level(decoded).div(scalar(MIDDLE)).sub(scalar(1));
  }

  private Tensor colour(Tensor rgb) {
    Tensor r = rgb.narrow(1, 0, 1);
    Tensor g = rgb.narrow(1, 1, 1);
    Tensor b = rgb.narrow(1, 2, 1);
    Tensor y = luminance(StraightThrough.level(mix(r, 19595, g, 38470, b, 7471)));
    Tensor blue = chrominance(mix(r, -11059, g, -21709, b, 32768));
    Tensor red = chrominance(mix(r, 32768, g, -27439, b, -5329));
    Tensor green = blue.mul(scalar(-0.344136286)).sub(red, scalar(0.714136286));
    return cat(
        new TensorVector(
            y.add(StraightThrough.round(red.mul(scalar(1.402)))),
            y.add(StraightThrough.round(green)),
            y.add(StraightThrough.round(blue.mul(scalar(1.772))))),
        1);
  }

  /**
   * Weights of BT.601 in 65536ths, as codecs have them: the sum is exact and its ties fall alike.
   */
  private static Tensor mix(Tensor r, int red, Tensor g, int green, Tensor b, int blue) {
    return r.mul(scalar(red)).add(g, scalar(green)).add(b, scalar(blue)).div(scalar(1 << 16));
  }

  /** Levels 0 to 255 of brightness through the codec. */
  private Tensor luminance(Tensor levels) {
    Tensor padded = padded(levels, BlockQuantizer.EDGE);
    return crop(coded(luminance, padded), levels.size(2), levels.size(3));
  }

  /** A difference of colours, from -128 to 127, through the codec. */
  private Tensor chrominance(Tensor difference) {
    int factor = chroma.factor();
    Tensor levels = StraightThrough.level(difference.add(scalar(CENTRE - NUDGE)));
    Tensor padded = padded(levels, factor * BlockQuantizer.EDGE);
    Tensor coded = coded(chrominance, shrunk(padded, factor));
    long rows = (imageShape.height() + factor - 1) / factor;
    long columns = (imageShape.width() + factor - 1) / factor;
    Tensor seen = crop(coded, rows, columns);
    Tensor enlarged = crop(enlarged(seen, factor), imageShape.height(), imageShape.width());
    return enlarged.sub(scalar(CENTRE));
  }

  private static Tensor coded(BlockQuantizer quantizer, Tensor levels) {
    return StraightThrough.level(quantizer.apply(levels.sub(scalar(CENTRE))).add(scalar(CENTRE)));
  }

  private static Tensor shrunk(Tensor plane, int factor) {
    return factor == 1 ? plane : levelInTurn(avg_pool2d(plane, factor, factor), 0);
  }

  /** Weights 3/4 and 1/4 to the nearest two samples along each axis. */
  private static Tensor enlarged(Tensor plane, int factor) {
    if (factor == 1) {
      return plane;
    }
    long[] size = {factor * plane.size(2), factor * plane.size(3)};
    return levelInTurn(upsample_bilinear2d(plane, size, false), 1);
  }

  /** Levels; ties, which would brighten all, fall down in every second column from one on. */
  private static Tensor levelInTurn(Tensor plane, int firstDown) {
    double[] nudges = new double[Math.toIntExact(plane.size(3))];
    for (int column = firstDown; column < nudges.length; column += 2) {
      nudges[column] = NUDGE;
    }
    Tensor row = Tensor.create(nudges, nudges.length).to(plane);
    return StraightThrough.level(plane.sub(row));
  }

  /** Repeats the last row and column up to whole blocks. */
  private static Tensor padded(Tensor plane, int multiple) {
    long below = Math.floorMod(-plane.size(2), multiple);
    long right = Math.floorMod(-plane.size(3), multiple);
    return below + right == 0 ? plane : replication_pad2d(plane, 0, right, 0, below);
  }

  private static Tensor crop(Tensor plane, long height, long width) {
    return plane.narrow(2, 0, height).narrow(3, 0, width);
  }

  @Override
  public String toString() {
    return "%s of %s".formatted(name(), imageShape);
  }
}
