package io.tweedie.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

class AnimationTest {

  @TempDir Path temp;

  @Test
  void theFramesAreInTheFileWithTheirTimes() throws IOException {
    Path file = temp.resolve("new").resolve("a.gif");
    List<BufferedImage> frames =
        List.of(plain(Color.BLACK, 5, 4), plain(Color.GRAY, 5, 4), plain(Color.WHITE, 5, 4));

    new Animation(frames, Duration.ofMillis(80), Duration.ofSeconds(2)).writeGif(file);

    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      reader.setInput(in);
      assertThat(reader.getNumImages(true)).isEqualTo(3);
      for (int i = 0; i < 3; i++) {
        assertThat(level(reader.read(i), 4, 3)).isBetween(level(frames.get(i), 4, 3) - 4, 255);
        assertThat(level(reader.read(i), 4, 3)).isBetween(0, level(frames.get(i), 4, 3) + 4);
      }
      assertThat(hundredths(reader, 0)).isEqualTo("8");
      assertThat(hundredths(reader, 2)).isEqualTo("200");
    } finally {
      reader.dispose();
    }
    assertThat(temp.resolve("new")).isDirectoryNotContaining(path -> !path.equals(file));
  }

  @Test
  void framesOfSeveralSizesAreRefused() {
    List<BufferedImage> frames = List.of(plain(Color.BLACK, 5, 4), plain(Color.BLACK, 5, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Animation(frames, Duration.ZERO, Duration.ZERO))
        .withMessageContaining("5x4 and 5x3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Animation(List.of(), Duration.ZERO, Duration.ZERO))
        .withMessageContaining("at least one frame");
  }

  private static BufferedImage plain(Color color, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(color);
    pen.fillRect(0, 0, width, height);
    pen.dispose();
    return image;
  }

  private static int level(BufferedImage image, int x, int y) {
    return image.getRGB(x, y) & 0xff;
  }

  private static String hundredths(ImageReader reader, int frame) throws IOException {
    Node root = reader.getImageMetadata(frame).getAsTree("javax_imageio_gif_image_1.0");
    NodeList nodes = root.getChildNodes();
    for (int i = 0; i < nodes.getLength(); i++) {
      if (nodes.item(i).getNodeName().equals("GraphicControlExtension")) {
        return nodes.item(i).getAttributes().getNamedItem("delayTime").getNodeValue();
      }
    }
    throw new AssertionError("no delay");
  }
}
