package io.tweedie.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.core.operator.Kernel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelFileTest {

  private static final String DOUBLES =
      "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }";

  @TempDir private Path folder;

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private Path csv(String text) throws IOException {
    return file("kernel.csv", text.getBytes(StandardCharsets.UTF_8));
  }

  /** A file of version 1.0 whose numbers are 1, 2, 3 and so on. */
  private static byte[] npy(String header, int numbers) {
    boolean single = header.contains("<f4");
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + header.length() + numbers * (single ? 4 : 8))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    bytes.putShort((short) header.length());
    bytes.put(header.getBytes(StandardCharsets.ISO_8859_1));
    for (int i = 1; i <= numbers; i++) {
      if (single) {
        bytes.putFloat(i);
      } else {
        bytes.putDouble(i);
      }
    }
    return bytes.array();
  }

  private static void assertCounts(Kernel kernel) {
    assertThat(kernel.height()).isEqualTo(2);
    assertThat(kernel.width()).isEqualTo(3);
    assertThat(kernel.weight(0, 0)).isCloseTo(1 / 21.0, within(1e-15));
    assertThat(kernel.weight(0, 2)).isCloseTo(3 / 21.0, within(1e-15));
    assertThat(kernel.weight(1, 0)).isCloseTo(4 / 21.0, within(1e-15));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1,2,3\n4,5,6\n", "1, 2, 3\r\n4e0, 5.0, 6", "1,2,3\n\n4,5,6\n\n"})
  void readsText(String text) throws IOException {
    assertCounts(KernelFile.read(csv(text)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
  void aByteOrderMarkTellsTheEncoding(String charset) throws IOException {
    byte[] marked = "\uFEFF1,2,3\n4,5,6\n".getBytes(Charset.forName(charset));
    assertCounts(KernelFile.read(file("marked.csv", marked)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1;2;3\n4;5;6\n", "0,1; 0,2; 0,3\r\n0,4; 0,5; 6e-1"})
  void semicolonsSeparateWhereCommasAreDecimal(String text) throws IOException {
    assertCounts(KernelFile.read(csv(text)));
  }

  @Test
  void readsWhatNumpySaves() throws IOException {
    assertCounts(KernelFile.read(file("k.npy", npy(DOUBLES, 6))));
    assertCounts(KernelFile.read(file("named otherwise", npy(DOUBLES.replace('8', '4'), 6))));
    byte[] second = npy("  " + DOUBLES, 6);
    second[6] = 2;
    second[8] = (byte) DOUBLES.length();
    second[10] = 0;
    second[11] = 0;
    assertCounts(KernelFile.read(file("version 2.npy", second)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "{'descr': '<i8', 'fortran_order': False, 'shape': (2, 3), } ; 6 ; of type <i8",
        "{'descr': '>f8', 'fortran_order': False, 'shape': (2, 3), } ; 6 ; astype('float64')",
        "{'descr': '|O', 'fortran_order': False, 'shape': (2, 3), } ; 6 ; of type |O",
        "{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), } ; 6 ; ascontiguousarray",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (6,), } ; 6 ; 'shape' of two axes",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2, 3), } ; 6 ; two axes",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 4), } ; 6 ; take 64 bytes",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), } ; 6 ; but it holds 48",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (999999999, 999999999), } ; 6 ; 2001",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 3), } ; 0 ; an edge of 0",
        "{'descr': '<f8', 'shape': (2, 3), } ; 6 ; lacks 'fortran_order'"
      })
  void refusesOtherArrays(String header, int numbers, String reason) throws IOException {
    Path file = file("k.npy", npy(header, numbers));
    assertThatThrownBy(() -> KernelFile.read(file))
        .isInstanceOf(ImageException.class)
        .hasMessageContainingAll("k.npy", reason);
  }

  @Test
  void refusesBrokenArrays() throws IOException {
    byte[] whole = npy(DOUBLES, 6);
    for (int length : new int[] {6, 11, 30, whole.length - 1}) {
      Path file = file("cut.npy", Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> KernelFile.read(file)).isInstanceOf(ImageException.class);
    }
    byte[] future = whole.clone();
    future[6] = 9;
    Path file = file("future.npy", future);
    assertThatThrownBy(() -> KernelFile.read(file)).hasMessageContaining("version 9.0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "1 2 3                | '1 2 3' in row 1 is no number",
        "1,2;3,x              | '3,x' in row 1 is no number",
        "1;2,3,4              | '2,3,4' in row 1 is no number",
        "0,0                  | positive sum",
        "1,nan                | 'nan' in row 1",
        "1,NaN                | positive sum"
      })
  void refusesTextThatIsNoKernel(String text, String reason) throws IOException {
    Path file = csv(text);
    assertThatThrownBy(() -> KernelFile.read(file))
        .isInstanceOf(ImageException.class)
        .hasMessageContainingAll("kernel.csv", reason);
  }

  @Test
  void refusesRaggedEmptyAndMissingFiles() throws IOException {
    Path ragged = csv("1,2\n3\n");
    assertThatThrownBy(() -> KernelFile.read(ragged)).hasMessageContaining("rows of a kernel");
    Path empty = csv("");
    assertThatThrownBy(() -> KernelFile.read(empty)).hasMessageContaining("0 x 0");
    assertThatThrownBy(() -> KernelFile.read(folder.resolve("none.csv")))
        .isInstanceOf(ImageException.class)
        .hasMessageContainingAll("none.csv", "does not exist");
    assertThatThrownBy(() -> KernelFile.read(folder))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("cannot be read");
  }

  @Test
  void readsTheFilesOfTasks() throws IOException {
    Path file = csv("1,2,3\n4,5,6\n");
    assertCounts(new DiskFiles().kernel(file.toString()));
  }
}
