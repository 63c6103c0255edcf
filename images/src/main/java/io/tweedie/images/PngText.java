package io.tweedie.images;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.w3c.dom.NodeList;

/**
 * What a PNG file says of its picture in words, each under a keyword: its iTXt chunks, which are in
 * UTF-8 (PNG specification, third edition, 11.3.3.4).
 */
public final class PngText {

  private static final String FORMAT = "javax_imageio_png_1.0";
  private static final String CHUNK = "iTXt";
  private static final String ENTRY = "iTXtEntry";
  private static final String KEYWORD = "keyword";
  private static final String TEXT = "text";

  private PngText() {}

  /**
   * Reads the texts before the pixels.
   *
   * @return by keyword; empty if the file has none, or cannot be read
   */
  public static Map<String, String> read(Path file) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (!Files.isRegularFile(file)) {
      return texts;
    }
    ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    try (ImageInputStream stream = ImageIO.createImageInputStream(file.toFile())) {
      reader.setInput(stream);
      IIOMetadataNode root = (IIOMetadataNode) reader.getImageMetadata(0).getAsTree(FORMAT);
      NodeList entries = root.getElementsByTagName(ENTRY);
      for (int i = 0; i < entries.getLength(); i++) {
        IIOMetadataNode entry = (IIOMetadataNode) entries.item(i);
        texts.put(entry.getAttribute(KEYWORD), entry.getAttribute(TEXT));
      }
      return texts;
    } catch (IOException unreadable) {
      return Map.of();
    } finally {
      reader.dispose();
    }
  }

  /** What an encoder is told to write besides a picture. */
  static IIOMetadata metadata(ImageWriter writer, BufferedImage picture, Map<String, String> texts)
      throws IIOException {
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(
            ImageTypeSpecifier.createFromRenderedImage(picture), writer.getDefaultWriteParam());
    IIOMetadataNode chunk = new IIOMetadataNode(CHUNK);
    texts.forEach(
        (keyword, text) -> {
          IIOMetadataNode entry = new IIOMetadataNode(ENTRY);
          entry.setAttribute(KEYWORD, keyword);
          entry.setAttribute("compressionFlag", "FALSE");
          entry.setAttribute("compressionMethod", "0");
          entry.setAttribute("languageTag", "");
          entry.setAttribute("translatedKeyword", "");
          entry.setAttribute(TEXT, text);
          chunk.appendChild(entry);
        });
    IIOMetadataNode root = new IIOMetadataNode(FORMAT);
    root.appendChild(chunk);
    try {
      metadata.mergeTree(FORMAT, root);
    } catch (IIOInvalidTreeException e) {
      throw new IIOException("a text cannot be written into a PNG file: " + e.getMessage(), e);
    }
    return metadata;
  }
}
