package io.tweedie.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.tweedie.core.operator.Jpeg;
import io.tweedie.core.operator.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JpegCodingTest {

  /** A table segment begins so: its marker, its length, and 8 bits for each step of table 0. */
  private static final byte[] TABLE = {(byte) 0xFF, (byte) 0xDB, 0, 67, 0};

  @TempDir Path folder;

  private static byte[] encoded(int channels, int quality, Jpeg.Chroma chroma) {
    try (PointerScope scope = new PointerScope()) {
      Shape shape = new Shape(channels, 24, 40);
      return JpegEncoder.encode(zeros(shape.batch(1)), new Jpeg(shape, quality, chroma));
    }
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("photo.jpg"), content);
  }

  @ParameterizedTest
  @CsvSource({
    "3, 1, HALVED",
    "3, 10, HALVED",
    "3, 10, FULL",
    "3, 49, HALVED",
    "3, 50, FULL",
    "3, 75, HALVED",
    "3, 98, FULL",
    "3, 100, HALVED",
    "1, 30, HALVED"
  })
  void readsWhatTheEncoderWrote(int channels, int quality, Jpeg.Chroma chroma) throws IOException {
    JpegCoding coding = JpegCoding.read(file(encoded(channels, quality, chroma))).orElseThrow();
    assertThat(coding.quality()).isEqualTo(quality);
    assertThat(coding.standard()).isTrue();
    assertThat(coding.chroma()).isEqualTo(chroma);
    assertThat(coding.sampling()).isEqualTo(channels == 1 ? "gray" : chroma.notation());
    assertThat(coding.knownSampling()).isTrue();
  }

  @Test
  void tablesOfNoQualityAreNamedAfterTheNearest() throws IOException {
    byte[] content = encoded(3, 30, Jpeg.Chroma.HALVED);
    content[positionOf(TABLE, content) + TABLE.length + 20] += 2;
    JpegCoding coding = JpegCoding.read(file(content)).orElseThrow();
    assertThat(coding.quality()).isEqualTo(30);
    assertThat(coding.standard()).isFalse();
  }

  @Test
  void samplingThatIsNotKnownHereIsNamed() throws IOException {
    byte[] content = encoded(3, 30, Jpeg.Chroma.HALVED);
    // The frame: marker, length, bits, height, width, three components, of which the first is 1.
    byte[] frame = {(byte) 0xFF, (byte) 0xC0, 0, 17, 8, 0, 24, 0, 40, 3, 1, 0x22};
    content[positionOf(frame, content) + frame.length - 1] = 0x21;
    JpegCoding coding = JpegCoding.read(file(content)).orElseThrow();
    assertThat(coding.sampling()).isEqualTo("4:2:2");
    assertThat(coding.knownSampling()).isFalse();
    assertThat(coding.chroma()).isEqualTo(Jpeg.Chroma.HALVED);
  }

  private static int positionOf(byte[] part, byte[] content) {
    int position =
        new String(content, StandardCharsets.ISO_8859_1)
            .indexOf(new String(part, StandardCharsets.ISO_8859_1));
    assertThat(position).isPositive();
    return position;
  }

  @Test
  void progressiveFilesHaveTablesToo() throws IOException {
    assertThat(JpegCoding.read(file(Samples.bytes("progressive.jpg")))).isPresent();
  }

  @Test
  void otherFilesHaveNone() throws IOException {
    assertThat(JpegCoding.read(file(Samples.bytes("gray16.png")))).isEmpty();
  }

  @Test
  void aFileThatEndsBeforeItsTablesIsRefused() throws IOException {
    byte[] content = encoded(3, 30, Jpeg.Chroma.HALVED);
    byte[] start = java.util.Arrays.copyOf(content, positionOf(TABLE, content));
    assertThatThrownBy(() -> JpegCoding.read(file(start)))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("photo.jpg");
  }
}
