package io.tweedie.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.tweedie.core.tensor.Backend;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SheetImagesTest {

  @TempDir Path folder;

  @BeforeAll
  static void startBackend() {
    Backend.initialize();
  }

  /** Images of 2 x 2; pixel p of image i is red 10 i + p, green 100 and blue 200 + p. */
  private void sheet(String name, int first, int count, int width) throws IOException {
    BufferedImage sheet = new BufferedImage(width, count, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < count; i++) {
      for (int p = 0; p < width; p++) {
        sheet.setRGB(p, i, 10 * (first + i) + p << 16 | 100 << 8 | 200 + p);
      }
    }
    ImageIO.write(sheet, "png", folder.resolve(name).toFile());
  }

  private void dataSet() throws IOException {
    sheet("data_batch_1.png", 0, 3, 4);
    sheet("data_batch_2.png", 3, 2, 4);
    Files.writeString(folder.resolve("train_lables.json"), "[0,1,2,1,3]");
    sheet("test_batch.png", 7, 1, 4);
    Files.writeString(folder.resolve("test_lables.json"), "[2]");
  }

  @Test
  void rowsOfPixelsAreImages() throws IOException {
    dataSet();
    LabelledImages training = LabelledImages.training(folder);
    assertThat(training.size()).isEqualTo(5);
    assertThat(training.classes()).isEqualTo(4);
    assertThat(training.channels()).isEqualTo(3);
    assertThat(training.label(4)).isEqualTo(3);
    try (PointerScope scope = new PointerScope()) {
      Tensor image = training.image(3);
      assertThat(image.shape()).containsExactly(3, 2, 2);
      byte[] values = new byte[12];
      image.contiguous().data_ptr_byte().get(values);
      assertThat(values)
          .containsExactly(
              30, 31, 32, 33, 100, 100, 100, 100, (byte) 200, (byte) 201, (byte) 202, (byte) 203);
    }
    assertThat(LabelledImages.test(folder).label(0)).isEqualTo(2);
  }

  @Test
  void filesThatDoNotBelongTogetherAreRefused() throws IOException {
    dataSet();
    Files.writeString(folder.resolve("train_lables.json"), "[0,1]");
    assertThatIOException()
        .isThrownBy(() -> LabelledImages.training(folder))
        .withMessageEndingWith(
            "train_lables.json holds 2 labels, but its sheets hold 5 images; get them again");
    Files.writeString(folder.resolve("train_lables.json"), "labels");
    assertThatIOException()
        .isThrownBy(() -> LabelledImages.training(folder))
        .withMessageEndingWith("is no JSON array of labels, as [3, 8, 0]");
    Files.delete(folder.resolve("test_lables.json"));
    assertThatIOException()
        .isThrownBy(() -> LabelledImages.test(folder))
        .withMessageContaining("test_lables.json is missing");
  }

  @Test
  void picturesThatAreNoSheetsAreRefused() throws IOException {
    dataSet();
    sheet("test_batch.png", 0, 1, 5);
    assertThatIOException()
        .isThrownBy(() -> LabelledImages.test(folder))
        .withMessageContaining("is 5 pixels wide, which are no square image");
    Files.writeString(folder.resolve("test_batch.png"), "no picture");
    assertThatIOException()
        .isThrownBy(() -> LabelledImages.test(folder))
        .withMessageEndingWith("is no PNG file");
    sheet("data_batch_2.png", 3, 2, 9);
    assertThatIOException()
        .isThrownBy(() -> LabelledImages.training(folder))
        .withMessageContaining("they do not belong together");
  }
}
