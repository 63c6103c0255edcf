package io.tweedie.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdxFileTest {

  private static final int BYTES_3D = 0x0803;

  @TempDir Path temp;

  private static byte[] idx(int magic, int[] shape, int dataBytes) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * shape.length + dataBytes);
    file.putInt(magic);
    for (int extent : shape) {
      file.putInt(extent);
    }
    for (int i = 0; i < dataBytes; i++) {
      file.put((byte) (i * 37));
    }
    return file.array();
  }

  /** Two images of 3 x 4. */
  private static byte[] small() {
    return idx(BYTES_3D, new int[] {2, 3, 4}, 24);
  }

  private static byte[] zipped(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(content);
    }
    return bytes.toByteArray();
  }

  private IdxFile read(byte[] content) throws IOException {
    return IdxFile.read(Files.write(temp.resolve("file"), content), 3);
  }

  private void assertRefused(byte[] content, String message) {
    assertThatIOException()
        .isThrownBy(() -> read(content))
        .withMessageStartingWith(temp.resolve("file").toString())
        .withMessageContaining(message);
  }

  @Test
  void readsPlainAndZippedAlike() throws IOException {
    for (byte[] content : new byte[][] {small(), zipped(small())}) {
      IdxFile file = read(content);
      assertThat(file.shape()).containsExactly(2, 3, 4);
      assertThat(file.data()).isEqualTo(Arrays.copyOfRange(small(), 16, 40));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          89504e47 | is no IDX file: it begins with 89504e47, not with two zero bytes
          00000d03 | holds elements of IDX type 0d; only unsigned bytes, 08, are read
          00000801 | has 1 dimensions, expected 3: are images and labels exchanged?
          """)
  void wrongMagicNumbers(String magic, String message) {
    assertRefused(idx(Integer.parseUnsignedInt(magic, 16), new int[] {2, 3, 4}, 24), message);
  }

  @Test
  void truncationAnywhereIsSeen() throws IOException {
    byte[] whole = small();
    byte[] zipped = zipped(whole);
    for (int length = 0; length < 16; length++) {
      assertRefused(Arrays.copyOf(whole, length), "is cut off; get it again");
    }
    for (int length = 16; length < whole.length; length++) {
      assertRefused(
          Arrays.copyOf(whole, length),
          "ends after %d of the 24 bytes of [2, 3, 4] that its header announces"
              .formatted(length - 16));
    }
    for (int length = 2; length < zipped.length; length++) {
      assertRefused(Arrays.copyOf(zipped, length), "is cut off; get it again");
    }
  }

  @Test
  void moreThanAnnouncedIsSeen() throws IOException {
    byte[] longer = Arrays.copyOf(small(), small().length + 1);
    assertRefused(longer, "goes on after the 24 bytes of [2, 3, 4]");
    assertRefused(zipped(longer), "goes on after the 24 bytes of [2, 3, 4]");
  }

  @Test
  void garbageInGzip() throws IOException {
    byte[] garbage = idx(0x1f8b_ffff, new int[] {-1, -1}, 100);
    assertRefused(garbage, "is a damaged gzip file; get it again");
    byte[] damaged = zipped(small());
    damaged[damaged.length - 8] ^= 1;
    assertRefused(damaged, "is a damaged gzip file; get it again");
  }

  @Test
  void impossibleExtents() {
    assertRefused(idx(BYTES_3D, new int[] {65536, 65536, 65536}, 24), "announces an array of");
    assertRefused(
        idx(BYTES_3D, new int[] {Integer.MAX_VALUE, 2, 1}, 24), "all at most 1073741824 bytes");
    assertRefused(idx(BYTES_3D, new int[] {-2, -3, 4}, 24), "every extent must be positive");
    assertRefused(idx(BYTES_3D, new int[] {0, 3, 4}, 0), "every extent must be positive");
  }

  @Test
  void memoryGrowsWithTheFileNotWithItsHeader() {
    byte[] lies = idx(BYTES_3D, new int[] {1 << 20, 32, 32}, 1000);
    assertRefused(lies, "ends after 1000 of the 1073741824 bytes");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertRefused(lies, "ends after 1000 of the 1073741824 bytes");
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
  }
}
