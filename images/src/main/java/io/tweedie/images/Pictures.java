package io.tweedie.images;

import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** Tensors as pictures in memory, and back: what a program has that reads and shows them itself. */
public final class Pictures {

  private static final int MOST_BITS = 16;

  private Pictures() {}

  /**
   * A picture of 8-bit samples, gray for one channel and sRGB for three.
   *
   * @param pixels 1 x C x H x W in [-1,1], C = 1 or 3; values outside are clamped
   * @throws IllegalArgumentException for other shapes and for NaN
   */
  public static BufferedImage of(Tensor pixels) {
    return of(pixels, Optional.empty());
  }

  /**
   * The same with alpha.
   *
   * @param alpha 1 x 1 x H x W in [0,1]
   */
  public static BufferedImage of(Tensor pixels, Optional<Tensor> alpha) {
    return Levels.picture(pixels, alpha);
  }

  /**
   * A picture as one that was read: gray where it has one band or nothing but grays in its palette.
   * Samples of up to 16 bits in sRGB or gray are taken as they are, others as Java2D draws them.
   *
   * @return the caller's to close
   */
  public static LoadedImage loaded(BufferedImage picture) {
    BufferedImage plain = isPlain(picture.getColorModel()) ? picture : drawn(picture);
    return new LoadedImage(
        Pixels.colour(plain, Orientation.UPRIGHT, Optional.empty()),
        Pixels.alpha(plain, Orientation.UPRIGHT, Optional.empty()),
        ImageFormat.PNG,
        picture.getWidth(),
        picture.getHeight(),
        Orientation.UPRIGHT);
  }

  /** Whether bands hold red, green and blue, or gray, and alpha, as they would be in a file. */
  private static boolean isPlain(ColorModel model) {
    if (model instanceof IndexColorModel) {
      return true;
    }
    ColorSpace space = model.getColorSpace();
    boolean known = space.isCS_sRGB() || space.getType() == ColorSpace.TYPE_GRAY;
    boolean whole =
        model.getTransferType() == DataBuffer.TYPE_BYTE
            || model.getTransferType() == DataBuffer.TYPE_USHORT
            || model.getTransferType() == DataBuffer.TYPE_INT;
    for (int band = 0; band < model.getNumComponents(); band++) {
      whole &= model.getComponentSize(band) <= MOST_BITS;
    }
    return known && whole && !model.isAlphaPremultiplied();
  }

  private static BufferedImage drawn(BufferedImage picture) {
    BufferedImage drawn =
        new BufferedImage(
            picture.getWidth(),
            picture.getHeight(),
            picture.getColorModel().hasAlpha()
                ? BufferedImage.TYPE_INT_ARGB
                : BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = drawn.createGraphics();
    graphics.drawImage(picture, 0, 0, null);
    graphics.dispose();
    return drawn;
  }
}
