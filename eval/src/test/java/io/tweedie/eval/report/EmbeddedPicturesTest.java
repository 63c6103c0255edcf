package io.tweedie.eval.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPicturesTest {

  @TempDir Path folder;

  private Path noise(String name, int width, int height) throws IOException {
    Random random = new Random(1);
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      picture.setRGB(i % width, i / width, random.nextInt(1 << 24));
    }
    Path file = folder.resolve(name);
    ImageIO.write(picture, "png", file.toFile());
    return file;
  }

  @Test
  void whatFitsStaysAsItIs() throws IOException {
    Path picture = noise("small.png", 24, 26);
    EmbeddedPictures whole = EmbeddedPictures.within(Files.size(picture), List.of(picture));
    assertThat(whole.note()).isEmpty();
    assertThat(content(whole, picture)).isEqualTo(Files.readAllBytes(picture));
  }

  @Test
  void manyPicturesAreMadeSmaller() throws IOException {
    List<Path> pictures = List.of(noise("large.png", 400, 300), noise("small.png", 24, 26));
    EmbeddedPictures small = EmbeddedPictures.within(6_000, pictures);
    assertThat(small.note()).contains("JPEG", "%");
    int bytes = pictures.stream().mapToInt(picture -> content(small, picture).length).sum();
    assertThat(bytes).isBetween(1_000, 6_000);
  }

  private static byte[] content(EmbeddedPictures pictures, Path file) {
    return Base64.getDecoder().decode(pictures.uri(file).split(",")[1]);
  }
}
