package io.tweedie.train.data;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.bytedeco.pytorch.global.torch.full;

import io.tweedie.core.tensor.Backend;
import io.tweedie.images.ImageFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledImagesTest {

  private static final Path DIGITS = Path.of("src/test/resources/digits");

  @TempDir Path temp;

  @BeforeAll
  static void startBackend() {
    Backend.initialize();
  }

  private static byte[] unzipped(String name) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(DIGITS.resolve(name + ".gz")))) {
      return in.readAllBytes();
    }
  }

  private void copy(String from, String to) throws IOException {
    Files.write(temp.resolve(to), unzipped(from));
  }

  private static byte[] pixels(Tensor image) {
    byte[] values = new byte[(int) image.numel()];
    image.contiguous().data_ptr_byte().get(values);
    return values;
  }

  @Test
  void digits() throws IOException {
    LabelledImages training = LabelledImages.training(DIGITS);
    LabelledImages test = LabelledImages.test(DIGITS);
    assertThat(training.size()).isEqualTo(300);
    assertThat(test.size()).isEqualTo(100);
    assertThat(test.classes()).isEqualTo(10);
    assertThat(test.channels()).isOne();
    Map<Integer, Long> counts =
        IntStream.range(0, 300)
            .mapToObj(training::label)
            .collect(Collectors.groupingBy(label -> label, Collectors.counting()));
    assertThat(counts).hasSize(10).allSatisfy((label, n) -> assertThat(n).isEqualTo(30));
    byte[] file = unzipped("train-images-idx3-ubyte");
    try (PointerScope scope = new PointerScope()) {
      Tensor image = training.image(7);
      assertThat(image.shape()).containsExactly(1, 28, 28);
      int from = 16 + 7 * 784;
      assertThat(pixels(image)).isEqualTo(Arrays.copyOfRange(file, from, from + 784));
    }
  }

  @Test
  void plainFilesServeToo() throws IOException {
    copy("t10k-images-idx3-ubyte", "t10k-images-idx3-ubyte");
    copy("t10k-labels-idx1-ubyte", "t10k-labels-idx1-ubyte");
    LabelledImages zipped = LabelledImages.test(DIGITS);
    LabelledImages plain = LabelledImages.test(temp);
    try (PointerScope scope = new PointerScope()) {
      for (int i = 0; i < 100; i += 33) {
        assertThat(plain.label(i)).isEqualTo(zipped.label(i));
        assertThat(pixels(plain.image(i))).isEqualTo(pixels(zipped.image(i)));
      }
    }
  }

  @Test
  void imagesNeedTheirOwnLabels() throws IOException {
    copy("train-images-idx3-ubyte", "train-images-idx3-ubyte");
    assertThatIOException()
        .isThrownBy(() -> LabelledImages.training(temp))
        .withMessage(temp + " lacks train-labels-idx1-ubyte, plain or with .gz");
    copy("t10k-labels-idx1-ubyte", "train-labels-idx1-ubyte");
    assertThatIOException()
        .isThrownBy(() -> LabelledImages.training(temp))
        .withMessageContaining("holds 300 images, but")
        .withMessageEndingWith("100 labels; they do not belong together");
  }

  @Test
  void folders() throws IOException {
    write("train/cats/b.png", 3, 10);
    write("train/cats/a.PNG", 3, 20);
    write("train/dogs/c.png", 3, 255);
    Files.writeString(temp.resolve("train/dogs/notes.txt"), "no image");
    LabelledImages images = LabelledImages.training(temp);
    assertThat(images.size()).isEqualTo(3);
    assertThat(images.classes()).isEqualTo(2);
    assertThat(images.channels()).isEqualTo(3);
    assertThat(IntStream.range(0, 3).map(images::label)).containsExactly(0, 0, 1);
    try (PointerScope scope = new PointerScope()) {
      assertThat(images.image(0).shape()).containsExactly(3, 4, 5);
      assertThat(pixels(images.image(0))).containsOnly(20);
      assertThat(pixels(images.image(1))).containsOnly(10);
      assertThat(pixels(images.image(2))).containsOnly(255);
      LabelledImages picked = images.pick(2, 0);
      assertThat(picked.size()).isEqualTo(2);
      assertThat(IntStream.range(0, 2).map(picked::label)).containsExactly(1, 0);
      assertThat(pixels(picked.image(1))).containsOnly(20);
    }
  }

  @Test
  void refusesGrayAmongColour() throws IOException {
    write("train/cats/a.png", 3, 10);
    write("train/cats/b.png", 1, 10);
    LabelledImages images = LabelledImages.training(temp);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> images.image(1))
        .withMessageContaining("b.png has 1 channels, but")
        .withMessageContaining("a.png has 3");
  }

  @Test
  void saysWhatIsExpectedWhereThereIsNothing() throws IOException {
    assertThatIOException()
        .isThrownBy(() -> LabelledImages.training(temp))
        .withMessage(
            temp
                + " holds neither train-images-idx3-ubyte[.gz] nor the PNG files of CIFAR-10 nor a"
                + " folder train with a folder for each class");
    Files.createDirectories(temp.resolve("test/cats"));
    assertThatIOException()
        .isThrownBy(() -> LabelledImages.test(temp))
        .withMessageContaining("test holds no images; expected a folder for each class");
  }

  private void write(String name, int channels, int value) throws IOException {
    Path file = temp.resolve(name);
    Files.createDirectories(file.getParent());
    try (PointerScope scope = new PointerScope()) {
      ImageFile.writePng(file, full(new long[] {1, channels, 4, 5}, scalar(value / 127.5 - 1)));
    }
  }
}
