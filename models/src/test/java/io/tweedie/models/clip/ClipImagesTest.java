package io.tweedie.models.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.pytorch.global.torch.equal;
import static org.bytedeco.pytorch.global.torch.rot90;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.parity.Goldens;
import java.awt.image.BufferedImage;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClipImagesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A level of 8 bits is 0.0142; a sum that falls on a half may round to either side. */
  private static final double LEVEL = 1 / 255.0 / 0.26130258;

  @ParameterizedTest
  @CsvSource({"tall, 16", "wide, 16", "tall, 224", "wide, 224"})
  void picturesAreThoseOfPillow(String turn, int size) throws IOException {
    try (PointerScope scope = new PointerScope();
        Checkpoint golden = Checkpoint.open(Goldens.file("clip/processed.safetensors"))) {
      Tensor picture = picture();
      if (turn.equals("wide")) {
        picture = rot90(picture, 1, new long[] {2, 3});
      }
      Tensor prepared = ClipImages.ofSize(size).prepare(picture).squeeze(0);
      assertThat(prepared.shape()).containsExactly(3, size, size);
      if (size == 224) {
        prepared = prepared.narrow(1, 90, 20).narrow(2, 0, 40);
      }
      Tensor off = prepared.sub(golden.read(turn + "." + size)).abs();
      assertThat(off.max().item_double()).isLessThan(1.05 * LEVEL);
      assertThat(off.mean().item_double()).isLessThan(LEVEL / 500);
    }
  }

  private static Tensor picture() throws IOException {
    BufferedImage png = ImageIO.read(Goldens.file("clip/picture.png").toFile());
    float[] values = new float[3 * png.getWidth() * png.getHeight()];
    for (int c = 0, i = 0; c < 3; c++) {
      for (int y = 0; y < png.getHeight(); y++) {
        for (int x = 0; x < png.getWidth(); x++, i++) {
          values[i] = (png.getRGB(x, y) >> (16 - 8 * c) & 0xFF) / 127.5f - 1;
        }
      }
    }
    return Tensor.create(values, 1, 3, png.getHeight(), png.getWidth());
  }

  @Test
  void grayPicturesAreThreeEqualColours() throws IOException {
    try (PointerScope scope = new PointerScope()) {
      Tensor gray = picture().narrow(1, 0, 1);
      ClipImages images = ClipImages.ofSize(8);
      assertThat(equal(images.prepare(gray), images.prepare(gray.expand(1, 3, 61, 37)))).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"resample\": 2}|resample is 2; supported: 3",
        "{\"do_center_crop\": false}|do_center_crop is false; supported: true",
        "{\"size\": {\"height\": 3}}|a number for \"shortest_edge\" is expected",
        "{\"crop_size\": {\"height\": 3, \"width\": 4}}|a number for \"height\" is expected",
        "{\"image_mean\": [1]}|image_mean is [1]; 3 numbers are expected",
        "{\"do_pad\": true}|unknown setting 'do_pad'",
        "{\"size\": 10, \"crop_size\": 12}|the middle must fit into the image, got 12 of 10",
      })
  void otherSettingsAreRefusedByName(String json, String message) {
    assertThatThrownBy(() -> ClipImages.read(JSON.readTree(json), "preprocessor_config.json"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
