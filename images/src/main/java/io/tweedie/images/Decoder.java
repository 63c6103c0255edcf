package io.tweedie.images;

import java.awt.Point;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;

/** From the bytes of a file to tensors: what is checked, and who decodes. */
final class Decoder {

  /**
   * What a file says besides its pixels.
   *
   * @param profile of its samples; empty where they are sRGB or the decoder converts them itself
   * @param transparent the levels of a colour that is transparent, if there is one
   */
  private record Header(
      Orientation orientation, Optional<ColourProfile> profile, Optional<int[]> transparent) {

    Header(Orientation orientation, Optional<ColourProfile> profile) {
      this(orientation, profile, Optional.empty());
    }
  }

  private final Content content;
  private final ImageFormat format;
  private final long maxPixels;

  /**
   * A decoder of one file.
   *
   * @param maxPixels width times height above which the file is refused
   * @throws ImageException if the format is not accepted
   * @throws IOException if the file cannot be read
   */
  Decoder(Content content, long maxPixels) throws IOException {
    this.content = content;
    this.format = ImageFormat.of(content);
    this.maxPixels = maxPixels;
  }

  /**
   * Decodes the file.
   *
   * @throws ImageException if it is truncated, damaged or too large
   * @throws FileSystemException if it cannot be read
   */
  LoadedImage decode() throws FileSystemException {
    try {
      return read();
    } catch (ImageException | FileSystemException e) {
      throw e;
    } catch (DamageException e) {
      throw damaged(" (%s)".formatted(e.getMessage()), e);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // On damaged content the decoders throw whatever their parsing stumbles over.
      throw damaged("", e);
    } catch (OutOfMemoryError e) {
      throw new ImageException(
          "%s needs more memory than there is, or is damaged; up to %d pixels are accepted, so %s"
              .formatted(content.name(), maxPixels, "reduce it or give Java more by -Xmx"),
          e);
    } catch (LinkageError e) {
      throw new ImageException(
          "%s cannot be decoded: the %s library does not load on this system; PNG is accepted"
              .formatted(content.name(), format),
          e);
    }
  }

  private ImageException damaged(String how, Throwable cause) {
    return new ImageException(
        "%s is a truncated or damaged %s file%s; only whole files are accepted"
            .formatted(content.name(), format, how),
        cause);
  }

  private LoadedImage read() throws IOException {
    String name = format.name().toLowerCase(Locale.ROOT);
    ImageReader reader = ImageIO.getImageReadersByFormatName(name).next();
    try (ImageInputStream stream = content.openImage()) {
      reader.setInput(stream, true, true);
      int width = reader.getWidth(0);
      int height = reader.getHeight(0);
      requireWithin(width, height);
      Header header = header();
      // This decoder gives pictures of its own; the others fill what they are given.
      if (format == ImageFormat.WEBP) {
        return loaded(reader.read(0), header);
      }
      ImageTypeSpecifier type = reader.getImageTypes(0).next();
      SampleModel model = type.getSampleModel(width, height);
      try (NativeSamples samples = NativeSamples.of(model)) {
        WritableRaster raster = Raster.createWritableRaster(model, samples, new Point());
        BufferedImage picture = new BufferedImage(type.getColorModel(), raster, false, null);
        fill(picture, reader);
        return loaded(picture, header);
      }
    } finally {
      reader.dispose();
    }
  }

  private static void fill(BufferedImage picture, ImageReader reader) throws IOException {
    DamageListener damage = new DamageListener();
    reader.addIIOReadWarningListener(damage);
    ImageReadParam into = reader.getDefaultReadParam();
    into.setDestination(picture);
    reader.read(0, into);
    damage.requireNone();
  }

  private LoadedImage loaded(BufferedImage picture, Header header) {
    Orientation orientation = header.orientation();
    return new LoadedImage(
        Pixels.colour(picture, orientation, header.profile()),
        Pixels.alpha(picture, orientation, header.transparent()),
        format,
        picture.getWidth(),
        picture.getHeight(),
        orientation);
  }

  private Header header() throws IOException {
    return switch (format) {
      case PNG -> {
        PngChunks chunks = PngChunks.read(content);
        yield new Header(
            Orientation.ofExif(chunks.exif()), chunks.profile(), chunks.transparentColour());
      }
      case WEBP -> {
        WebpChunks chunks = WebpChunks.read(content);
        if (chunks.isAnimation()) {
          throw new ImageException(
              "%s is an animation; still pictures are accepted, so save the frame you want"
                  .formatted(content.name()));
        }
        yield new Header(Orientation.ofExif(chunks.exif()), chunks.profile());
      }
      case JPEG -> new Header(Orientation.ofJpeg(content), JpegProfile.ofGray(content));
      case BMP -> new Header(Orientation.UPRIGHT, Optional.empty());
    };
  }

  private void requireWithin(int width, int height) {
    long pixels = (long) width * height;
    if (pixels > maxPixels) {
      throw new ImageException(
          "%s is %d x %d (width x height), which is %d pixels; up to %d are accepted, so reduce it"
              .formatted(content.name(), width, height, pixels, maxPixels));
    }
  }
}
