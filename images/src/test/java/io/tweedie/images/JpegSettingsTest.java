package io.tweedie.images;

import static io.tweedie.images.Samples.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tweedie.core.operator.Jpeg;
import io.tweedie.core.tensor.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class JpegSettingsTest {

  private static final int QUANTISATION_TABLES = 0xDB;
  private static final int BASELINE_FRAME = 0xC0;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void everyQualityIsReadBack(Jpeg.Chroma chroma) throws IOException {
    for (int quality = 1; quality <= 100; quality++) {
      JpegSettings settings = settings(written(3, quality, chroma));
      assertThat(settings)
          .isEqualTo(new JpegSettings(quality, true, Optional.of(chroma.notation())));
      assertThat(settings.chroma()).isEqualTo(chroma);
    }
  }

  @Test
  void grayFilesHaveNoSampling() throws IOException {
    assertThat(settings(written(1, 40, Jpeg.Chroma.HALVED)))
        .isEqualTo(new JpegSettings(40, true, Optional.empty()));
    assertThat(settings(bytes("gray.jpg")).sampling()).isEmpty();
  }

  /** What an independent program was asked to write. */
  @ParameterizedTest
  @CsvSource({"progressive.jpg, 98, 4:4:4", "exif-1.jpg, 98, 4:4:4", "linear.jpg, 98, 4:4:4"})
  void otherEncodersFilesAreRead(String name, int quality, String sampling) throws IOException {
    assertThat(settings(bytes(name)))
        .isEqualTo(new JpegSettings(quality, true, Optional.of(sampling)));
  }

  @ParameterizedTest
  @CsvSource({
    "0x21, 4:2:2, HALVED",
    "0x12, 4:4:0, HALVED",
    "0x41, 4:1:1, HALVED",
    "0x22, 4:2:0, HALVED",
    "0x11, 4:4:4, FULL"
  })
  void samplingIsNamedAsTheFieldDoes(String factors, String sampling, Jpeg.Chroma nearest)
      throws IOException {
    byte[] file = written(3, 75, Jpeg.Chroma.FULL);
    file[find(file, BASELINE_FRAME) + 11] = (byte) (int) Integer.decode(factors);
    JpegSettings settings = settings(file);
    assertThat(settings.sampling()).contains(sampling);
    assertThat(settings.chroma()).isEqualTo(nearest);
    assertThat(settings.isSamplingKnown()).isEqualTo(sampling.equals(nearest.notation()));
  }

  @Test
  void tablesOfTheirOwnGetTheNearestQuality() throws IOException {
    byte[] file = written(3, 60, Jpeg.Chroma.HALVED);
    int steps = find(file, QUANTISATION_TABLES) + 5;
    for (int i = 0; i < 64; i += 3) {
      file[steps + i] += i % 2 == 0 ? 1 : -1;
    }
    JpegSettings settings = settings(file);
    assertThat(settings.exact()).isFalse();
    assertThat(settings.quality()).isBetween(59, 61);
  }

  @Test
  void otherFormatsHaveNone() throws IOException {
    assertThat(JpegSettings.read(file(bytes("rgb16.png")))).isEmpty();
    assertThat(JpegSettings.read(file(bytes("lossy.webp")))).isEmpty();
  }

  @Test
  void whatIsNoImageIsRefused() throws IOException {
    Path missing = directory.resolve("none.jpg");
    assertThatThrownBy(() -> JpegSettings.read(missing))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("none.jpg does not exist");
    Path text = file("No picture, but some words.".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> JpegSettings.read(text))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("is not an image");
  }

  @Test
  void damagedHeadersAreRefusedOrRead() throws IOException {
    byte[] whole = written(3, 75, Jpeg.Chroma.HALVED);
    var random = new Random(3);
    for (int i = 0; i < 2000; i++) {
      byte[] damaged = i < whole.length ? Arrays.copyOf(whole, i) : whole.clone();
      if (i >= whole.length) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      Path file = file(damaged);
      try {
        JpegSettings.read(file).ifPresent(s -> assertThat(s.quality()).isBetween(1, 100));
      } catch (ImageException e) {
        assertThat(e).hasMessageContaining("x.jpg");
      }
    }
  }

  private JpegSettings settings(byte[] content) throws IOException {
    return JpegSettings.read(file(content)).orElseThrow();
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(directory.resolve("x.jpg"), content);
  }

  private static byte[] written(int channels, int quality, Jpeg.Chroma chroma) {
    try (PointerScope scope = new PointerScope()) {
      Shape shape = new Shape(channels, 16, 16);
      Tensor picture = Tensor.create(new float[channels * 256], 1, channels, 16, 16);
      return JpegEncoder.encode(picture, new Jpeg(shape, quality, chroma));
    }
  }

  /** Where the marker is; a segment's content begins four bytes later. */
  private static int find(byte[] file, int marker) {
    for (int i = 0; i < file.length; i++) {
      if (file[i] == (byte) 0xFF && file[i + 1] == (byte) marker) {
        return i;
      }
    }
    throw new AssertionError("no such marker");
  }
}
