package io.tweedie.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tensor is read only from a record whose checksum is that of its bytes. */
class ChecksumTest {

  private static final byte[] FLOATS = {0, 0, -128, 63, 0, 0, 0, 64, 0, 0, 64, 64};

  @TempDir Path folder;

  @Test
  void aDamagedNumberIsRefusedAndTheOthersAreRead() {
    try (Checkpoint checkpoint = Checkpoint.open(Case.file("crcflip.pt"))) {
      int refused = 0;
      for (String name : checkpoint.tensors().keySet()) {
        try {
          checkpoint.read(name).close();
        } catch (CheckpointException e) {
          assertThat(e).hasMessageContaining("'archive/data/0'").hasMessageContaining("checksum");
          refused++;
        }
      }
      assertThat(refused).isPositive().isLessThan(checkpoint.tensors().size());
    }
  }

  /** Damage before, within and behind the part that is asked for. */
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 9})
  void everyByteOfTheRecordCounts(int at) throws IOException {
    for (int method : new int[] {ZipEntry.STORED, ZipEntry.DEFLATED}) {
      byte[] zip = zipped(method);
      byte[] other = FLOATS.clone();
      other[at] ^= 1;
      int crc = centralRecord(zip, "any/data/0") + 16;
      byte[] wrong = zipped(method, other);
      System.arraycopy(zip, crc, wrong, centralRecord(wrong, "any/data/0") + 16, 4);
      Path file = Files.write(folder.resolve("damaged.pt"), wrong);
      try (Checkpoint checkpoint = Checkpoint.open(file)) {
        assertThatExceptionOfType(CheckpointException.class)
            .isThrownBy(() -> checkpoint.read("x").close())
            .withMessageStartingWith(file + ": record 'any/data/0' of the zip is damaged");
      }
    }
  }

  @Test
  void aRecordThatIsWholeIsReadTwice() throws IOException {
    for (int method : new int[] {ZipEntry.STORED, ZipEntry.DEFLATED}) {
      Path file = Files.write(folder.resolve("whole.pt"), zipped(method));
      try (Checkpoint checkpoint = Checkpoint.open(file);
          Tensor first = checkpoint.read("x");
          Tensor second = checkpoint.read("x")) {
        assertThat(Values.of(first)).containsExactly(2);
        assertThat(Values.of(second)).containsExactly(2);
      }
    }
  }

  @Test
  void aDamagedPickleIsRefused() throws IOException {
    byte[] zip = zipped(ZipEntry.STORED);
    zip[centralRecord(zip, "any/data.pkl") + 16] ^= 1;
    HostileFile.of(folder, zip)
        .refusedOnOpening()
        .withMessageContaining("'any/data.pkl'")
        .withMessageContaining("checksum");
  }

  @Test
  void torchMayBeToldNotToComputeChecksums() throws IOException {
    byte[] zip = zipped(ZipEntry.STORED);
    for (String name : new String[] {"any/data.pkl", "any/data/0"}) {
      int crc = centralRecord(zip, name) + 16;
      Arrays.fill(zip, crc, crc + 4, (byte) 0);
    }
    Path file = Files.write(folder.resolve("unchecked.pt"), zip);
    try (Checkpoint checkpoint = Checkpoint.open(file);
        Tensor tensor = checkpoint.read("x")) {
      assertThat(Values.of(tensor)).containsExactly(2);
    }
  }

  @Test
  void aCommentThatIsNotTextIsNoReasonToFailWithoutAName() {
    try (Checkpoint checkpoint = Checkpoint.open(Case.file("badcomment.pt"))) {
      assertThat(checkpoint.tensors()).isEmpty();
    } catch (CheckpointException e) {
      assertThat(e).hasMessageContaining("badcomment.pt: ").hasMessageContaining("not UTF-8");
    }
  }

  private static byte[] zipped(int method) {
    return zipped(method, FLOATS);
  }

  /** A file of x, the second of three numbers. */
  private static byte[] zipped(int method, byte[] floats) {
    byte[] pickle = new PickleBytes().dict().text("x").tensor(3, 1, new long[] {1}, 1).set().end();
    return TorchBytes.zip(TorchBytes.records(pickle, floats), method);
  }

  private static int centralRecord(byte[] zip, String name) {
    int record = -1;
    String text = new String(zip, StandardCharsets.ISO_8859_1);
    do {
      record = text.indexOf("PK\1\2", record + 1);
    } while (!text.startsWith(name, record + 46));
    return record;
  }
}
