package io.tweedie.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PngTextTest {

  @TempDir private Path folder;

  @Test
  void textsComeBackAndThePixelsAreTheSame() {
    Path said = folder.resolve("said.png");
    Path plain = folder.resolve("plain.png");
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("Description", "größer als 東京 🐦");
    texts.put("settings", "{\"a\": [1, 2]}\nand a line");
    try (Tensor pixels = torch.rand(1, 3, 5, 4)) {
      ImageFile.writePng(said, pixels, texts);
      ImageFile.writePng(plain, pixels);
    }

    assertThat(PngText.read(said)).isEqualTo(texts);
    assertThat(PngText.read(plain)).isEmpty();
    try (LoadedImage one = ImageFile.read(said);
        LoadedImage other = ImageFile.read(plain)) {
      assertThat(one.pixels().equal(other.pixels())).isTrue();
    }
  }

  @Test
  void whatCannotBeReadSaysNothing() throws IOException {
    Path file = folder.resolve("cut.png");
    try (Tensor pixels = torch.zeros(1, 1, 3, 3)) {
      ImageFile.writePng(file, pixels, Map.of("Description", "a long enough text"));
    }
    byte[] whole = Files.readAllBytes(file);

    assertThat(PngText.read(Files.write(file, Arrays.copyOf(whole, 50)))).isEmpty();
    assertThat(PngText.read(Files.writeString(file, "no picture"))).isEmpty();
    assertThat(PngText.read(folder.resolve("none.png"))).isEmpty();
    assertThat(PngText.read(folder)).isEmpty();
  }
}
