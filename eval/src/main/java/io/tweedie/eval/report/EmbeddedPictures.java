package io.tweedie.eval.report;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * PNG pictures as data URIs of bounded size: as they are if they fit, otherwise as JPEG, and then
 * as much smaller as it takes.
 *
 * @param uris by file
 * @param note what was done to the pictures, for the reader; empty if nothing
 */
public record EmbeddedPictures(Map<Path, String> uris, String note) {

  private static final float JPEG_QUALITY = 0.9f;
  private static final double SHRINKAGE = 0.75;
  private static final int LEAST_EDGE = 16;

  /** A picture's data URI. */
  public String uri(Path file) {
    return uris.get(file);
  }

  /** The note, if there is one. */
  Stream<String> remarks() {
    return note.isEmpty() ? Stream.empty() : Stream.of(note);
  }

  /**
   * Reads pictures.
   *
   * @param budget bytes of all pictures together, before they are written in base 64
   */
  static EmbeddedPictures within(long budget, List<Path> files) throws IOException {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    if (bytes <= budget) {
      Map<Path, String> uris = new HashMap<>();
      for (Path file : files) {
        uris.put(file, uri("png", Files.readAllBytes(file)));
      }
      return new EmbeddedPictures(uris, "");
    }
    return compressed(budget, files);
  }

  private static EmbeddedPictures compressed(long budget, List<Path> files) throws IOException {
    for (double scale = 1; ; scale *= SHRINKAGE) {
      Map<Path, String> uris = new HashMap<>();
      long bytes = 0;
      boolean smallest = true;
      for (Path file : files) {
        BufferedImage picture = shrunk(ImageIO.read(file.toFile()), scale);
        smallest &= Math.max(picture.getWidth(), picture.getHeight()) <= LEAST_EDGE;
        byte[] jpeg = jpeg(picture);
        bytes += jpeg.length;
        uris.put(file, uri("jpeg", jpeg));
        if (bytes > budget && !smallest) {
          break;
        }
      }
      if (bytes <= budget || smallest) {
        return new EmbeddedPictures(uris, note(scale));
      }
    }
  }

  /** A picture that was drawn for the page, as it is. */
  static String uri(BufferedImage drawn) {
    try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
      ImageIO.write(drawn, "png", bytes);
      return uri("png", bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String note(double scale) {
    return scale == 1
        ? "Pictures on this page are JPEG copies; the folder cells holds the originals."
        : String.format(
            Locale.ROOT,
            "Pictures on this page are JPEG copies at %.0f %% of their size; the folder cells holds"
                + " the originals.",
            100 * scale);
  }

  private static BufferedImage shrunk(BufferedImage picture, double scale) {
    int width = Math.max(1, (int) Math.round(picture.getWidth() * scale));
    int height = Math.max(1, (int) Math.round(picture.getHeight() * scale));
    // JPEG takes neither alpha nor every order of bands, so even an unshrunk picture is redrawn.
    BufferedImage copy = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = copy.createGraphics();
    pen.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    pen.drawImage(picture, 0, 0, width, height, null);
    pen.dispose();
    return copy;
  }

  private static byte[] jpeg(BufferedImage picture) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam settings = writer.getDefaultWriteParam();
      settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      settings.setCompressionQuality(JPEG_QUALITY);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(picture, null, null), settings);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static String uri(String type, byte[] content) {
    return "data:image/%s;base64,%s".formatted(type, Base64.getEncoder().encodeToString(content));
  }
}
