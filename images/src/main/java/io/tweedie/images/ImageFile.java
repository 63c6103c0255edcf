package io.tweedie.images;

import io.tweedie.core.file.WholeFile;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.stream.FileImageOutputStream;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Reads PNG, JPEG, WebP and BMP files into tensors and writes tensors as PNG.
 *
 * <p>Reading turns photos upright as their EXIF orientation says and keeps alpha as a plane of its
 * own. Samples become sRGB: by the ICC profile in a PNG, JPEG or WebP file, or by the primaries and
 * the gamma of a PNG; where a file says nothing, they are taken as sRGB. A profile that is damaged
 * or for another kind of samples counts for nothing, as viewers have it. A picture of up to {@link
 * #DEFAULT_MAX_PIXELS} is decoded outside the Java heap, except a WebP, which needs four bytes of
 * it for each pixel.
 *
 * <p>All methods may be called from several threads at once. Tensors are on the CPU and belong to
 * the caller.
 */
public final class ImageFile {

  /** Pictures with more pixels than this are refused unless the caller names another limit. */
  public static final long DEFAULT_MAX_PIXELS = 100_000_000;

  /** Three planes of float32 of this many pixels still have positions that fit an int. */
  private static final long LARGEST_MAX_PIXELS = Integer.MAX_VALUE / (3 * Float.BYTES);

  /** No picture within the default limit is larger, not even 16-bit RGBA without compression. */
  private static final long MAX_BYTES = 1L << 30;

  private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "webp", "bmp");

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
   * @throws IllegalArgumentException if the limit is not in 1..178956970
   */
  public static LoadedImage read(Path file, long maxPixels) {
    requireFile(file);
    requireLimit(maxPixels);
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ImageException(
            "%s has %d bytes; files of up to %d bytes are accepted"
                .formatted(file, Files.size(file), MAX_BYTES));
      }
      return new Decoder(Content.of(file), maxPixels).decode();
    } catch (IOException e) {
      throw ImageException.unreadable(file, e);
    }
  }

  /**
   * The image files of a folder, by the endings of their names and in order of name. Hidden files
   * are left out, such as the {@code ._} files that macOS puts beside photos.
   *
   * @param folder not searched deeper
   * @throws ImageException if the folder cannot be read
   */
  public static List<Path> listIn(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(ImageFile::isListed).sorted().toList();
    } catch (IOException e) {
      throw ImageException.unreadable(folder, e);
    } catch (UncheckedIOException e) {
      throw ImageException.unreadable(folder, e.getCause());
    }
  }

  private static boolean isListed(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return !name.startsWith(".")
        && name.contains(".")
        && ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1))
        && Files.isRegularFile(file);
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
   * @throws IllegalArgumentException if the limit is not in 1..178956970
   */
  public static LoadedImage decode(byte[] content, String name, long maxPixels) {
    requireLimit(maxPixels);
    try {
      return new Decoder(Content.of(content, name), maxPixels).decode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireLimit(long maxPixels) {
    if (maxPixels < 1 || maxPixels > LARGEST_MAX_PIXELS) {
      throw new IllegalArgumentException(
          "the pixel limit must be in 1..%d, not %d".formatted(LARGEST_MAX_PIXELS, maxPixels));
    }
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
    writePng(file, pixels, Optional.empty());
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
    writePng(file, pixels, Optional.of(alpha));
  }

  private static void writePng(Path file, Tensor pixels, Optional<Tensor> alpha) {
    writePng(file, pixels, alpha, Map.of());
  }

  /**
   * Writes an 8-bit PNG that says something of its picture; otherwise as {@link #writePng(Path,
   * Tensor)}.
   *
   * @param pixels 1 x C x H x W in [-1,1], C = 1 or 3
   * @param texts by keyword, as {@link PngText} reads them; a keyword has 1 to 79 letters of
   *     Latin-1
   * @throws ImageException if the file cannot be written
   * @throws IllegalArgumentException for other shapes and for NaN
   */
  public static void writePng(Path file, Tensor pixels, Map<String, String> texts) {
    writePng(file, pixels, Optional.empty(), texts);
  }

  private static void writePng(
      Path file, Tensor pixels, Optional<Tensor> alpha, Map<String, String> texts) {
    int count = Levels.count(pixels, alpha);
    try (NativeSamples samples = new NativeSamples(DataBuffer.TYPE_BYTE, count)) {
      writePng(file, Levels.picture(pixels, alpha, samples), texts);
    }
  }

  /**
   * Writes a picture as PNG. The file appears whole or not at all; an existing one is replaced,
   * missing directories are made.
   *
   * @throws ImageException if the file cannot be written
   */
  public static void writePng(Path file, BufferedImage picture) {
    writePng(file, picture, Map.of());
  }

  private static void writePng(Path file, BufferedImage picture, Map<String, String> texts) {
    try {
      WholeFile.write(
          file,
          part -> {
            try (ImageOutputStream stream = new FileImageOutputStream(part.toFile())) {
              encodePng(picture, texts, stream);
            }
          });
    } catch (IOException e) {
      throw ImageException.unwritable(file, e);
    }
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
    return encodePng(Levels.picture(pixels, Optional.empty()));
  }

  /** The bytes of a PNG file of this picture. */
  public static byte[] encodePng(BufferedImage picture) {
    var bytes = new ByteArrayOutputStream();
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      encodePng(picture, Map.of(), stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void encodePng(
      BufferedImage picture, Map<String, String> texts, ImageOutputStream stream)
      throws IOException {
    Iterator<ImageWriter> writers =
        ImageIO.getImageWriters(ImageTypeSpecifier.createFromRenderedImage(picture), "png");
    if (!writers.hasNext()) {
      throw new ImageException("no PNG encoder takes " + picture);
    }
    ImageWriter writer = writers.next();
    try {
      writer.setOutput(stream);
      IIOMetadata said = texts.isEmpty() ? null : PngText.metadata(writer, picture, texts);
      writer.write(null, new IIOImage(picture, null, said), null);
    } finally {
      writer.dispose();
    }
  }
}
