package io.tweedie.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The containers of torch.save, and what tensors in them claim. */
class TorchHostileTest {

  private static final byte[] ONE_FLOAT = new byte[4];

  @TempDir Path folder;

  @Test
  void refusesTruncatedFiles() {
    for (String name : new String[] {"layouts.pt", "layouts.pth", "deflated.pt"}) {
      byte[] whole = Golden.bytes(name);
      for (int length = 5; length < whole.length; length += 97) {
        refused(Arrays.copyOf(whole, length)).withMessageContaining("download");
      }
    }
  }

  @Test
  void refusesStridesThatLeaveTheStorage() {
    zipRefused(dict().tensor(1, 0, new long[] {2}, 1)).withMessageContaining("needs 8 bytes");
    zipRefused(dict().tensor(1, 1, new long[] {1}, 1)).withMessageContaining("needs 8 bytes");
    zipRefused(dict().tensor(1, 0, new long[] {2, 2}, 3, 1)).withMessageContaining("needs 20");
  }

  @Test
  void refusesNegativeAndOverflowingNumbers() {
    zipRefused(dict().tensor(1, -1, new long[] {1}, 1)).withMessageContaining("negative");
    zipRefused(dict().tensor(1, 0, new long[] {-1}, 1)).withMessageContaining("negative");
    zipRefused(dict().tensor(1, 0, new long[] {1}, -1)).withMessageContaining("negative");
    zipRefused(dict().tensor(-1, 0, new long[] {1}, 1)).withMessageContaining("-1 elements");
    zipRefused(dict().tensor(1L << 62, 0, new long[] {1}, 1)).withMessageContaining("elements");
    long[] huge = {1L << 32, 1L << 32};
    zipRefused(dict().tensor(1, 0, huge, 0, 0)).withMessageContaining("larger than any memory");
    zipRefused(dict().tensor(1, 0, new long[] {2}, 1L << 62)).withMessageContaining("larger than");
    zipRefused(dict().tensor(1, 1L << 62, new long[] {1}, 1)).withMessageContaining("larger than");
    zipRefused(dict().tensor(1, 0, new long[] {1}, 1, 1)).withMessageContaining("one stride");
    zipRefused(dict().tensor(1, 0, new long[65], 1)).withMessageContaining("65 dimensions");
  }

  @Test
  void refusesATensorThatExpandsOneNumberIntoGigabytes() {
    zipRefused(dict().tensor(1, 0, new long[] {1L << 33}, 0))
        .withMessageContaining("34359738368 bytes");
  }

  @Test
  void refusesManyTensorsOfOneStorage() {
    byte[] megabyte = new byte[1 << 20];
    PickleBytes pickle = new PickleBytes().op(Opcodes.EMPTY_LIST).mark();
    pickle.tensor(1 << 18, 0, new long[] {1 << 18}, 1).op(Opcodes.BINPUT, 0);
    for (int i = 0; i < 1000; i++) {
      pickle.op(Opcodes.BINGET, 0);
    }
    refused(TorchBytes.zip(pickle.op(Opcodes.APPENDS).end(), megabyte))
        .withMessageContaining("no ordinary checkpoint");
  }

  @Test
  void refusesAZipBomb() {
    byte[] zeros = new byte[80 << 20];
    byte[] pickle =
        dict().tensor(zeros.length / 4, 0, new long[] {zeros.length / 4}, 1).set().end();
    byte[] zip = TorchBytes.zip(TorchBytes.records(pickle, zeros), ZipEntry.DEFLATED);
    assertThat(zip).hasSizeLessThan(100_000);
    refused(zip).withMessageContaining("no ordinary checkpoint");
    refused(TorchBytes.zip(Map.of("a/data.pkl", zeros), ZipEntry.DEFLATED))
        .withMessageContaining("at most 67108864");
  }

  @Test
  void refusesARecordOfAnotherSize() {
    byte[] pickle = dict().tensor(1, 0, new long[] {1}, 1).set().end();
    for (int size : new int[] {0, 3, 5, 8}) {
      refused(TorchBytes.zip(pickle, new byte[size]))
          .withMessageContaining("should have 4 bytes, but its record has " + size);
      if (size < 4) {
        refused(TorchBytes.stream(pickle, 1, new byte[size])).withMessageContaining("cut short");
      }
    }
    refused(TorchBytes.stream(pickle, 2, new byte[8])).withMessageContaining("2 elements");
    refused(TorchBytes.stream(pickle, -1, new byte[8])).withMessageContaining("-1 elements");
  }

  @Test
  void refusesAStorageDescribedTwice() {
    byte[] pickle =
        new PickleBytes()
            .op(Opcodes.EMPTY_LIST)
            .storage("FloatStorage", "0", 1)
            .op(Opcodes.APPEND)
            .storage("ByteStorage", "0", 4)
            .op(Opcodes.APPEND)
            .end();
    refused(TorchBytes.zip(pickle, ONE_FLOAT)).withMessageContaining("described twice");
  }

  @Test
  void anOldStreamWithAStorageOfUnknownSizeIsRefused() {
    byte[] pickle = dict().storage("NewStorage", "0", 1).set().end();
    refused(TorchBytes.stream(pickle, 1, new byte[8]))
        .withMessageContaining("'torch.NewStorage'")
        .withMessageContaining("size is not known");
  }

  @Test
  void refusesRecordsWhoseNamesCollide() {
    Map<String, byte[]> records = TorchBytes.records(new PickleBytes().dict().end(), ONE_FLOAT);
    for (String name : Collisions.texts(8)) {
      records.put("any/data/" + name, ONE_FLOAT);
    }
    refused(TorchBytes.zip(records, ZipEntry.STORED)).withMessageContaining("does not give");
  }

  @Test
  void refusesToUnpackOneRecordForManyTensors() {
    byte[] storage = new byte[1 << 20];
    PickleBytes pickle = new PickleBytes().op(Opcodes.EMPTY_LIST).mark();
    for (int i = 0; i < 1000; i++) {
      pickle.tensor(1 << 18, i, new long[] {1}, 1);
    }
    byte[] pickled = pickle.op(Opcodes.APPENDS).end();
    Map<String, byte[]> records = TorchBytes.records(pickled, storage);
    refused(TorchBytes.zip(records, ZipEntry.DEFLATED)).withMessageContaining("no ordinary");
    Values.readAll(HostileFile.of(folder, TorchBytes.zip(records, ZipEntry.STORED)).path());
  }

  @Test
  void refusesManyTensorsThatAreSpreadOverAll() {
    PickleBytes pickle = new PickleBytes().op(Opcodes.EMPTY_LIST).mark();
    for (int i = 0; i < 1000; i++) {
      pickle.tensor(1 << 18, 0, new long[] {2}, (1 << 18) - 1);
    }
    refused(TorchBytes.zip(pickle.op(Opcodes.APPENDS).end(), new byte[1 << 20]))
        .withMessageContaining("no ordinary");
  }

  @Test
  void refusesZipsOfOtherKinds() {
    byte[] pickle = new PickleBytes().dict().end();
    refused(TorchBytes.zip(Map.of("x.npy", ONE_FLOAT), ZipEntry.STORED))
        .withMessageContaining("0 records named FOLDER/data.pkl");
    refused(TorchBytes.zip(Map.of("a/b/data.pkl", pickle), ZipEntry.STORED))
        .withMessageContaining("0 records");
    refused(TorchBytes.zip(Map.of("a/data.pkl", pickle, "b/data.pkl", pickle), ZipEntry.STORED))
        .withMessageContaining("2 records");
    refused(
            TorchBytes.zip(
                Map.of("a/data.pkl", dict().tensor(1, 0, new long[0]).set().end()),
                ZipEntry.STORED))
        .withMessageContaining("lacks the record 'a/data/0'");
  }

  @Test
  void refusesBigEndianData() {
    byte[] pickle = new PickleBytes().dict().end();
    Map<String, byte[]> records = TorchBytes.records(pickle, ONE_FLOAT);
    records.put("any/byteorder", "big".getBytes(StandardCharsets.US_ASCII));
    refused(TorchBytes.zip(records, ZipEntry.STORED)).withMessageContaining("'big'");
    byte[] keys = new PickleBytes().op(Opcodes.EMPTY_LIST).end();
    refused(TorchBytes.stream(false, pickle, keys, 0, ONE_FLOAT))
        .withMessageContaining("little-endian");
  }

  @Test
  void refusesDuplicateRecords() {
    Map<String, byte[]> records = TorchBytes.records(new PickleBytes().dict().end(), ONE_FLOAT);
    records.put("any/data/1", ONE_FLOAT);
    String zip = latin1(TorchBytes.zip(records, ZipEntry.STORED));
    refused(zip.replace("any/data/1", "any/data/0").getBytes(StandardCharsets.ISO_8859_1))
        .withMessageContaining("two records named 'any/data/0'");
  }

  @Test
  void refusesARecordThatClaimsMoreThanTheFile() {
    byte[] zip = Golden.bytes("layouts.pt");
    String text = latin1(zip);
    int central = text.indexOf("PK\1\2");
    for (int field : new int[] {20, 24}) {
      byte[] damaged = zip.clone();
      Arrays.fill(damaged, central + field, central + field + 4, (byte) 0x7f);
      HostileFile.of(folder, damaged).refused().withMessageContaining("download");
    }
  }

  @Test
  void refusesHugeNumbersInZip64Fields() {
    byte[] zip = Golden.bytes("zip64.pt");
    String text = latin1(zip);
    int end = text.indexOf("PK\6\6");
    for (int field = 32; field < 56; field += 8) {
      byte[] damaged = zip.clone();
      damaged[end + field + 7] = 0x40;
      HostileFile.of(folder, damaged).refused().withMessageContaining("download");
    }
    int central = text.indexOf("PK\1\2");
    int extra = central + 46 + text.substring(central + 46).indexOf("\1\0");
    for (int field = 4; field < 20; field += 8) {
      byte[] damaged = zip.clone();
      damaged[extra + field + 7] = 0x40;
      HostileFile.of(folder, damaged).refused().withMessageContaining("download");
    }
  }

  @Test
  void refusesADamagedDeflatedRecordOnReading() throws IOException {
    byte[] floats = new byte[4096];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (byte) (i * i);
    }
    byte[] pickle = dict().tensor(1024, 0, new long[] {1024}, 1).set().end();
    byte[] zip = TorchBytes.zip(TorchBytes.records(pickle, floats), ZipEntry.DEFLATED);
    int data = latin1(zip).indexOf("any/data/0") + "any/data/0".length();
    Arrays.fill(zip, data + 2, data + 40, (byte) 0xff);
    Path file = Files.write(folder.resolve("deflated.bin"), zip);
    Checkpoint.open(file).close();
    new HostileFile(file).refused().withMessageContaining("record 'any/data/0'");
  }

  @Test
  void refusesOldStreamsThatDoNotHoldTogether() {
    byte[] pickle = dict().tensor(1, 0, new long[] {1}, 1).set().end();
    byte[] none = new PickleBytes().op(Opcodes.EMPTY_LIST).end();
    byte[] other = new PickleBytes().op(Opcodes.EMPTY_LIST).text("7").op(Opcodes.APPEND).end();
    refused(TorchBytes.stream(true, pickle, none, 1, ONE_FLOAT))
        .withMessageContaining("lacks storage '0'");
    refused(TorchBytes.stream(true, pickle, other, 1, ONE_FLOAT))
        .withMessageContaining("does not describe");
    byte[] twice =
        new PickleBytes()
            .op(Opcodes.EMPTY_LIST)
            .mark()
            .text("0")
            .op(Opcodes.DUP)
            .op(Opcodes.APPENDS)
            .end();
    refused(TorchBytes.stream(true, pickle, twice, 1, new byte[16]))
        .withMessageContaining("lists one twice");
    refused(TorchBytes.stream(true, pickle, new PickleBytes().dict().end(), 1, ONE_FLOAT))
        .withMessageContaining("list of storages");
    refused(new PickleBytes().dict().end()).withMessageContaining("not one of torch.save");
  }

  private static PickleBytes dict() {
    return new PickleBytes().dict().text("x");
  }

  private ThrowableAssertAlternative<CheckpointException> zipRefused(PickleBytes pickle) {
    return refused(TorchBytes.zip(pickle.set().end(), ONE_FLOAT));
  }

  private ThrowableAssertAlternative<CheckpointException> refused(byte[] bytes) {
    return HostileFile.of(folder, bytes).refusedOnOpening();
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
