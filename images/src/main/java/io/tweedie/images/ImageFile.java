package io.tweedie.images;

import io.tweedie.core.file.WholeFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Reads PNG, JPEG, WebP and BMP files into tensors and writes tensors as PNG.
 *
 * <p>Reading turns photos upright as their EXIF orientation says, takes the first frame of an
 * animation, and keeps alpha as a plane of its own. Colour profiles embedded in JPEG and WebP files
 * are converted to sRGB; PNG and BMP samples are taken as sRGB. Gray samples are taken as they are.
 *
 * <p>All methods may be called from several threads at once. Tensors are on the CPU and belong to
 * the caller.
 */
public final class ImageFile {

  /** Pictures with more pixels than this are refused unless the caller names another limit. */
  public static final long DEFAULT_MAX_PIXELS = 100_000_000;

  /** Four planes of this many pixels still have positions that fit an int. */
  private static final long LARGEST_MAX_PIXELS = Integer.MAX_VALUE / 4;

  /** No picture within the default limit is larger, not even 16-bit RGBA without compression. */
  private static final long MAX_BYTES = 1L << 30;

  private static final int RIFF_CHUNK_HEADER = 8;

  private ImageFile() {}

  /**
   * Reads an image of at most {@link #DEFAULT_MAX_PIXELS} pixels.
   *
   * @throws ImageException if the file cannot be read, is no image of an accepted format, is
   *     truncated or damaged, or is too large
   */
  public static LoadedImage read(Path file) {
    return read(file, DEFAULT_MAX_PIXELS);
  }

  /**
   * Reads an image.
   *
   * @param maxPixels width times height above which the file is refused; the header decides, so a
   *     refused picture is never decoded
   * @throws ImageException as for {@link #read(Path)}
   * @throws IllegalArgumentException if the limit is not in 1..536870911
   */
  public static LoadedImage read(Path file, long maxPixels) {
    requireFile(file);
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ImageException(
            "%s has %d bytes; files of up to %d bytes are accepted"
                .formatted(file, Files.size(file), MAX_BYTES));
      }
      return decode(Files.readAllBytes(file), file.toString(), maxPixels);
    } catch (IOException e) {
      throw ImageException.unreadable(file, e);
    }
  }

  static void requireFile(Path file) {
    if (!Files.isRegularFile(file)) {
      String problem = Files.exists(file) ? "is not a file" : "does not exist";
      throw new ImageException("%s %s; %s".formatted(file, problem, ImageFormat.ACCEPTED));
    }
  }

  /**
   * Reads an image from memory.
   *
   * @param content the bytes of a whole file
   * @param name what to call it in messages
   * @param maxPixels as for {@link #read(Path, long)}
   * @throws ImageException as for {@link #read(Path)}
   * @throws IllegalArgumentException if the limit is not in 1..536870911
   */
  public static LoadedImage decode(byte[] content, String name, long maxPixels) {
    if (maxPixels < 1 || maxPixels > LARGEST_MAX_PIXELS) {
      throw new IllegalArgumentException(
          "the pixel limit must be in 1..%d, not %d".formatted(LARGEST_MAX_PIXELS, maxPixels));
    }
    ImageFormat format = ImageFormat.of(content, name);
    BufferedImage picture;
    Orientation orientation;
    try {
      requireWhole(content, format);
      picture = decodePicture(content, name, format, maxPixels);
      orientation = Orientation.of(content);
    } catch (ImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // On damaged content the decoders throw whatever their parsing stumbles over.
      throw new ImageException(
          "%s is a truncated or damaged %s file (%s); only whole files are accepted"
              .formatted(name, format, e),
          e);
    }
    return new LoadedImage(
        Pixels.colour(picture, orientation),
        Pixels.alpha(picture, orientation),
        format,
        picture.getWidth(),
        picture.getHeight(),
        orientation);
  }

  /**
   * Writes an 8-bit PNG without alpha, gray for one channel and colour for three. Value x becomes
   * {@code rint(clamp((x + 1) * 127.5, 0, 255))}. The file appears whole or not at all; an existing
   * one is replaced, missing directories are made.
   *
   * @param pixels 1 x C x H x W in [-1,1], C = 1 or 3
   * @throws ImageException if the file cannot be written
   * @throws IllegalArgumentException for other shapes and for NaN
   */
  public static void writePng(Path file, Tensor pixels) {
    writePng(file, Pixels.picture(pixels, Optional.empty()));
  }

  /**
   * Writes an 8-bit PNG with alpha; otherwise as {@link #writePng(Path, Tensor)}.
   *
   * @param pixels 1 x C x H x W in [-1,1], C = 1 or 3
   * @param alpha 1 x 1 x H x W in [0,1]
   * @throws ImageException if the file cannot be written
   * @throws IllegalArgumentException for other shapes and for NaN
   */
  public static void writePng(Path file, Tensor pixels, Tensor alpha) {
    writePng(file, Pixels.picture(pixels, Optional.of(alpha)));
  }

  /**
   * Writes a picture as PNG. The file appears whole or not at all; an existing one is replaced,
   * missing directories are made.
   *
   * @throws ImageException if the file cannot be written
   */
  public static void writePng(Path file, BufferedImage picture) {
    write(file, encodePng(picture));
  }

  /** Writes a file whole or not at all, as {@link #writePng(Path, BufferedImage)} does. */
  static void write(Path file, byte[] content) {
    try {
      WholeFile.write(file, content);
    } catch (IOException e) {
      throw ImageException.unwritable(file, e);
    }
  }

  /**
   * The bytes that {@link #writePng(Path, Tensor)} writes.
   *
   * @param pixels 1 x C x H x W in [-1,1], C = 1 or 3
   * @throws IllegalArgumentException for other shapes and for NaN
   */
  public static byte[] encodePng(Tensor pixels) {
    return encodePng(Pixels.picture(pixels, Optional.empty()));
  }

  /** The bytes of a PNG file of this picture. */
  public static byte[] encodePng(BufferedImage picture) {
    var bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(picture, "png", bytes)) {
        throw new ImageException("no PNG encoder takes " + picture);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The WebP decoder fills what is missing with black, but the header states the length. */
  private static void requireWhole(byte[] content, ImageFormat format) throws IIOException {
    if (format != ImageFormat.WEBP) {
      return;
    }
    int stated = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
    long expected = RIFF_CHUNK_HEADER + Integer.toUnsignedLong(stated);
    if (content.length < expected) {
      throw new IIOException("it has %d of %d bytes".formatted(content.length, expected));
    }
  }

  private static BufferedImage decodePicture(
      byte[] content, String name, ImageFormat format, long maxPixels) throws IOException {
    ImageReader reader =
        ImageIO.getImageReadersByFormatName(format.name().toLowerCase(Locale.ROOT)).next();
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
      var truncation = new TruncationListener();
      reader.addIIOReadWarningListener(truncation);
      reader.setInput(stream, true, true);
      requireWithin(maxPixels, reader.getWidth(0), reader.getHeight(0), name);
      BufferedImage picture = reader.read(0);
      if (truncation.seen()) {
        throw new IIOException("it ends before the picture does");
      }
      return picture;
    } finally {
      reader.dispose();
    }
  }

  private static void requireWithin(long maxPixels, int width, int height, String name) {
    if ((long) width * height > maxPixels) {
      throw new ImageException(
          "%s is %d x %d (width x height), which is %d pixels; up to %d are accepted, so reduce it"
              .formatted(name, width, height, (long) width * height, maxPixels));
    }
  }
}
