package io.tweedie.eval.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.images.NpyHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StatisticsFileTest {

  private static final Gaussian TWO =
      new Gaussian(7, new double[] {1, -2}, new double[] {4, 0.5, 0.5, 3});

  @TempDir private Path folder;

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Path file = folder.resolve("statistics.npz");
    Gaussian one = new Gaussian(7, new double[] {5}, new double[] {2});
    new StatisticsFile("some network", TWO, Optional.of(one)).write(file);
    StatisticsFile read = StatisticsFile.read(file);
    assertThat(read.features()).isEqualTo("some network");
    assertThat(read.pooled().count()).isEqualTo(7);
    assertThat(read.pooled().mean()).containsExactly(1, -2);
    assertThat(read.pooled().covariance()).containsExactly(4, 0.5, 0.5, 3);
    assertThat(read.spatial().orElseThrow().covariance()).containsExactly(2);
    byte[] first = Files.readAllBytes(file);
    read.write(file);
    assertThat(Files.readAllBytes(file)).isEqualTo(first);
  }

  /** An array as NumPy writes it. */
  private static byte[] array(String type, List<Integer> shape, double... values)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(new NpyHeader(type, false, shape).bytes());
    ByteBuffer numbers =
        ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      numbers.putDouble(value);
    }
    bytes.write(numbers.array());
    return bytes.toByteArray();
  }

  private Path npz(byte[] mean, byte[] covariance) throws IOException {
    Path file = folder.resolve("made.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("mu.npy"));
      zip.write(mean);
      zip.putNextEntry(new ZipEntry("sigma.npy"));
      zip.write(covariance);
    }
    return file;
  }

  static Stream<Arguments> hostile() throws IOException {
    byte[] mean = array("<f8", List.of(2), 0, 0);
    byte[] covariance = array("<f8", List.of(2, 2), 1, 0, 0, 1);
    byte[] cut = Arrays.copyOf(covariance, covariance.length - 3);
    List<Integer> huge = List.of(999_999_999, 999_999_999);
    return Stream.of(
        Arguments.of(mean, cut, "ends before its last number"),
        Arguments.of(mean, array("<f8", List.of(2, 2), 1, 0, 0, 1, 5), "more numbers than"),
        Arguments.of(mean, array("<f8", huge, 1), "too large"),
        Arguments.of(array("<f8", List.of(5000), 1), covariance, "too large"),
        Arguments.of(mean, array("|O", List.of(2, 2), 1, 0, 0, 1), "of type |O"),
        Arguments.of(mean, array("<f8", List.of(4), 1, 0, 0, 1), "n x n are expected"),
        Arguments.of(mean, array("<f8", List.of(2, 2), 1, 0, 3, 1), "not symmetric"),
        Arguments.of(mean, array("<f8", List.of(2, 2), 1, 0, 0, Double.NaN), "NaN"),
        Arguments.of(mean, array("<f8", List.of(2, 2), 1, 0, 0, -1), "negative"),
        Arguments.of(mean, new byte[] {1, 2, 3}, "no array of NumPy"),
        Arguments.of(mean, Arrays.copyOf(covariance, 11), "ends within its header"));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void damagedFilesAreRefusedInOneLine(byte[] mean, byte[] covariance, String reason)
      throws IOException {
    Path file = npz(mean, covariance);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StatisticsFile.read(file))
        .withMessageContainingAll("made.npz", reason)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void bytesThatChangedOnTheWayAreNoticed() throws IOException {
    Path file = folder.resolve("statistics.npz");
    double[] wide = new double[64 * 64];
    for (int i = 0; i < 64; i++) {
      wide[i * 64 + i] = 1 + i;
    }
    new StatisticsFile("", new Gaussian(0, new double[64], wide), Optional.empty()).write(file);
    byte[] whole = Files.readAllBytes(file);
    List<Integer> unnoticed = new ArrayList<>();
    for (int at = 40; at < whole.length - 200; at += 7) {
      byte[] flipped = whole.clone();
      flipped[at] ^= 0x10;
      Files.write(file, flipped);
      try {
        if (!Arrays.equals(StatisticsFile.read(file).pooled().covariance(), wide)) {
          unnoticed.add(at);
        }
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage()).contains("statistics.npz");
      }
    }
    assertThat(unnoticed).isEmpty();
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("text.npz"), "no zip");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StatisticsFile.read(text))
        .withMessageContaining("text.npz is not what numpy.savez writes");
    Path file = folder.resolve("other.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("x.npy"));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StatisticsFile.read(file))
        .withMessageContainingAll("'mu' is not there", "x.npy");
    try (NpzFile npz = NpzFile.open(file)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> npz.countOfImages("arr_0", 1))
          .withMessageContainingAll("other.npz", "'arr_0' is not there", "x.npy");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> npz.countOfImages("x", 1))
          .withMessageContainingAll("other.npz", "the array 'x' it is no array of NumPy");
    }
  }
}
