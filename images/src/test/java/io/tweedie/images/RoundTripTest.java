package io.tweedie.images;

import static io.tweedie.images.Samples.values;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

class RoundTripTest {

  @Property(tries = 100)
  void whatWasWrittenIsReadBack(
      @ForAll @IntRange(min = 1, max = 20) int height,
      @ForAll @IntRange(min = 1, max = 20) int width,
      @ForAll boolean colour,
      @ForAll boolean withAlpha,
      @ForAll long seed)
      throws IOException {
    var random = new Random(seed);
    int channels = colour ? 3 : 1;
    float[] pixels = new float[channels * height * width];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(256) / 127.5f - 1;
    }
    float[] alpha = new float[height * width];
    for (int i = 0; i < alpha.length; i++) {
      alpha[i] = random.nextInt(256) / 255f;
    }
    Path file = Files.createTempFile("round-trip", ".png");
    try (PointerScope scope = new PointerScope()) {
      Tensor picture = Tensor.create(pixels, 1, channels, height, width);
      if (withAlpha) {
        ImageFile.writePng(file, picture, Tensor.create(alpha, 1, 1, height, width));
      } else {
        ImageFile.writePng(file, picture);
      }
      LoadedImage image = ImageFile.read(file);
      assertThat(image.pixels().shape()).containsExactly(1, channels, height, width);
      assertThat(values(image.pixels())).containsExactly(pixels);
      assertThat(image.alpha().isPresent()).isEqualTo(withAlpha);
      image.alpha().ifPresent(plane -> assertThat(values(plane)).containsExactly(alpha));
    } finally {
      Files.delete(file);
    }
  }

  @Property(tries = 50)
  void bytesOfOtherEncodersAreReadExactly(
      @ForAll @IntRange(min = 1, max = 20) int height,
      @ForAll @IntRange(min = 1, max = 20) int width,
      @ForAll boolean bitmap,
      @ForAll long seed)
      throws IOException {
    var random = new Random(seed);
    var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    float[] expected = new float[3 * height * width];
    for (int i = 0; i < height * width; i++) {
      int rgb = random.nextInt(1 << 24);
      picture.setRGB(i % width, i / width, rgb);
      for (int c = 0; c < 3; c++) {
        expected[c * height * width + i] = (rgb >> (16 - 8 * c) & 255) / 127.5f - 1;
      }
    }
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(picture, bitmap ? "bmp" : "png", bytes);
    try (LoadedImage image = ImageFile.decode(bytes.toByteArray(), "x", 1000)) {
      assertThat(values(image.pixels())).containsExactly(expected);
    }
  }
}
