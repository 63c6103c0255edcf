package io.tweedie.images;

import io.tweedie.core.operator.Jpeg;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.plugins.jpeg.JPEGQTable;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.bytedeco.pytorch.Tensor;
import org.w3c.dom.NodeList;

/** Writes the JPEG files that a {@link Jpeg} operator stands for, with a real codec. */
public final class JpegEncoder {

  private JpegEncoder() {}

  /**
   * The bytes of a baseline JPEG file with the operator's tables and chroma sampling. Values x are
   * stored as {@link ImageFile#writePng(java.nio.file.Path, Tensor)} does.
   *
   * @param pixels 1 x {@link Jpeg#imageShape()} in [-1,1]
   * @throws IllegalArgumentException for other shapes and for NaN
   */
  public static byte[] encode(Tensor pixels, Jpeg codec) {
    codec.imageShape().require(pixels, "image of " + codec.name());
    BufferedImage picture = Levels.picture(pixels, Optional.empty());
    ImageWriter writer = writer();
    var bytes = new ByteArrayOutputStream();
    try (var stream = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(stream);
      IIOMetadata settings =
          writer.getDefaultImageMetadata(
              ImageTypeSpecifier.createFromRenderedImage(picture), writer.getDefaultWriteParam());
      apply(codec, settings);
      writer.write(null, new IIOImage(picture, null, settings), null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static ImageWriter writer() {
    Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("jpeg");
    if (!writers.hasNext()) {
      throw new ImageException("this Java has no JPEG encoder");
    }
    return writers.next();
  }

  private static void apply(Jpeg codec, IIOMetadata settings) throws IOException {
    String format = settings.getNativeMetadataFormatName();
    IIOMetadataNode root = (IIOMetadataNode) settings.getAsTree(format);
    NodeList tables = root.getElementsByTagName("dqtable");
    for (int i = 0; i < tables.getLength(); i++) {
      IIOMetadataNode table = (IIOMetadataNode) tables.item(i);
      boolean luminance = table.getAttribute("qtableId").equals("0");
      table.setUserObject(
          new JPEGQTable(luminance ? codec.luminanceTable() : codec.chrominanceTable()));
    }
    // Sampling is told by how much finer than colour brightness is; gray images have no colour.
    if (codec.imageShape().channels() > 1) {
      IIOMetadataNode brightness =
          (IIOMetadataNode) root.getElementsByTagName("componentSpec").item(0);
      String factor = String.valueOf(codec.chroma().factor());
      brightness.setAttribute("HsamplingFactor", factor);
      brightness.setAttribute("VsamplingFactor", factor);
    }
    settings.setFromTree(format, root);
  }
}
