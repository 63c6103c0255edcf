package io.tweedie.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One tensor that cannot be read does not keep the others from being read, and is not forgotten.
 */
class UnreadTensorsTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"c64.safetensors, rope, 'C64'", "quant.pt, q, 'torch.QInt8Storage'"})
  void aTypeThatIsNotReadBlocksItsTensorAlone(String file, String name, String type) {
    try (Checkpoint checkpoint = Checkpoint.open(Case.file(file))) {
      assertThat(values(checkpoint, "a.weight")).isEqualTo(upTo(12));
      assertThat(checkpoint.tensors()).containsOnlyKeys("a.weight");
      assertThat(checkpoint.unread()).containsOnlyKeys(name);
      unread(checkpoint, name).withMessageContaining("'" + name + "'").withMessageContaining(type);
      assertThat(values(checkpoint.under("a"), "weight")).isEqualTo(upTo(12));
      assertThat(checkpoint.under("a").unread()).isEmpty();
    }
  }

  @Test
  void aSubclassOfTensorIsATensor() {
    try (Checkpoint checkpoint = Checkpoint.open(Case.file("subclass.pt"))) {
      assertThat(checkpoint.tensors().get("a.weight").shape()).containsExactly(3L, 4L);
      assertThat(values(checkpoint, "a.weight")).isEqualTo(upTo(12));
      assertThat(checkpoint.unread()).isEmpty();
    }
  }

  @Test
  void aParameterWithStateIsATensor() {
    PickleBytes pickle =
        beside("p")
            .global("torch._utils", "_rebuild_parameter_with_state")
            .mark()
            .tensor(1, 0, new long[] {1}, 1)
            .op(Opcodes.NEWTRUE)
            .dict()
            .dict()
            .op(Opcodes.TUPLE)
            .op(Opcodes.REDUCE);
    try (Checkpoint checkpoint = open(pickle)) {
      assertThat(checkpoint.tensors()).containsOnlyKeys("good", "p");
    }
  }

  @Test
  void aDistributedTensorIsRefusedByItsClass() {
    PickleBytes pickle =
        beside("part")
            .global("torch._tensor", "_rebuild_from_type_v2")
            .mark()
            .global("torch._utils", "_rebuild_wrapper_subclass")
            .global("torch.distributed.tensor", "DTensor")
            .tuple(4, 4)
            .dict()
            .text("_local_tensor")
            .tensor(1, 0, new long[] {1}, 1)
            .set()
            .op(Opcodes.TUPLE)
            .op(Opcodes.REDUCE);
    try (Checkpoint checkpoint = open(pickle)) {
      assertThat(checkpoint.tensors()).containsOnlyKeys("good");
      assertThat(checkpoint.refused()).contains("torch.distributed.tensor.DTensor");
      unread(checkpoint, "part").withMessageContaining("'torch.distributed.tensor.DTensor'");
    }
  }

  @Test
  void aSparseTensorIsRefusedByName() {
    PickleBytes pickle =
        beside("sparse")
            .global("torch._utils", "_rebuild_sparse_tensor")
            .tuple(1)
            .op(Opcodes.REDUCE);
    try (Checkpoint checkpoint = open(pickle)) {
      unread(checkpoint, "sparse").withMessageContaining("_rebuild_sparse_tensor");
    }
  }

  @Test
  void subclassesWithinSubclassesHaveAnEnd() {
    PickleBytes pickle = beside("x").tuple(1);
    for (int depth = 0; depth < 100_000; depth++) {
      pickle
          .op(Opcodes.BINPUT, 0)
          .op(Opcodes.POP)
          .mark()
          .global("torch._tensor", "_rebuild_from_type_v2")
          .global("torch", "Tensor")
          .op(Opcodes.BINGET, 0)
          .none()
          .op(Opcodes.TUPLE);
    }
    pickle
        .op(Opcodes.BINPUT, 0)
        .op(Opcodes.POP)
        .global("torch._tensor", "_rebuild_from_type_v2")
        .op(Opcodes.BINGET, 0)
        .op(Opcodes.REDUCE);
    try (Checkpoint checkpoint = open(pickle)) {
      assertThat(checkpoint.unread()).containsOnlyKeys("x");
    }
  }

  @Test
  void aCallAmongTensorsIsToldAndOneBesideThemIsNot() {
    PickleBytes among = beside("evil");
    call(among, "posix", "system");
    try (Checkpoint checkpoint = open(among)) {
      assertThat(checkpoint.refused()).containsExactly("posix.system");
      unread(checkpoint, "evil").withMessageContaining("'posix.system', which is never called");
    }
    PickleBytes date = beside("saved");
    call(date, "datetime", "datetime");
    try (Checkpoint checkpoint = open(date)) {
      assertThat(checkpoint.refused()).containsExactly("datetime.datetime");
      assertThat(checkpoint.unread()).isEmpty();
    }
    PickleBytes apart = new PickleBytes().dict().text("state").dict().text("good");
    apart.tensor(1, 0, new long[] {1}, 1).set().set().text("options");
    call(apart, "my", "Options");
    try (Checkpoint checkpoint = open(apart)) {
      assertThat(checkpoint.unread()).isEmpty();
      assertThat(checkpoint.refused()).containsExactly("my.Options");
    }
  }

  @Test
  void tensorsThatAreHandedToUnknownClassesAreNotForgotten() {
    PickleBytes pickle =
        beside("pair")
            .global("my", "Pair")
            .op(Opcodes.EMPTY_LIST)
            .tensor(1, 0, new long[] {1}, 1)
            .op(Opcodes.APPEND)
            .integer(1)
            .op(Opcodes.TUPLE2)
            .op(Opcodes.NEWOBJ);
    try (Checkpoint checkpoint = open(pickle)) {
      unread(checkpoint, "pair").withMessageContaining("made from a tensor by 'my.Pair'");
    }
    PickleBytes list =
        beside("list")
            .global("my", "Items")
            .op(Opcodes.EMPTY_TUPLE)
            .op(Opcodes.NEWOBJ)
            .tensor(1, 0, new long[] {1}, 1)
            .op(Opcodes.APPEND);
    try (Checkpoint checkpoint = open(list)) {
      unread(checkpoint, "list").withMessageContaining("'my.Items'");
    }
  }

  @Test
  void aKeyThatIsNoNameKeepsNoTensorBack() {
    PickleBytes pickle =
        new PickleBytes()
            .dict()
            .global("my", "Callback")
            .tensor(1, 0, new long[] {1}, 1)
            .set()
            .tuple(1, 2)
            .tensor(1, 0, new long[] {1}, 1);
    try (Checkpoint checkpoint = open(pickle)) {
      assertThat(checkpoint.tensors()).containsOnlyKeys("my.Callback", "<key 1>");
    }
  }

  @Test
  void anOldStreamGoesOnBehindAStorageThatIsNotRead() {
    byte[] pickle =
        new PickleBytes()
            .dict()
            .text("complex")
            .global("torch._utils", "_rebuild_tensor_v2")
            .mark()
            .storage("ComplexFloatStorage", "1", 1)
            .integer(0)
            .tuple(1)
            .tuple(1)
            .op(Opcodes.NEWFALSE)
            .none()
            .op(Opcodes.TUPLE)
            .op(Opcodes.REDUCE)
            .set()
            .text("good")
            .tensor(1, 0, new long[] {1}, 1)
            .set()
            .end();
    byte[] keys =
        new PickleBytes()
            .op(Opcodes.EMPTY_LIST)
            .mark()
            .text("1")
            .text("0")
            .op(Opcodes.APPENDS)
            .end();
    byte[] storages = new byte[8 + 8 + 4];
    storages[8] = 1;
    storages[18] = (byte) 0xc0;
    storages[19] = 0x3f;
    byte[] stream = TorchBytes.stream(true, pickle, keys, 1, storages);
    try (Checkpoint checkpoint = Checkpoint.open(HostileFile.of(folder, stream).path())) {
      assertThat(values(checkpoint, "good")).containsExactly(1.5);
      assertThat(checkpoint.unread()).containsOnlyKeys("complex");
    }
  }

  /** Bytes, lowest first, and the number that the format's definition gives them. */
  @ParameterizedTest
  @CsvSource({
    "F8_E4M3, FLOAT8_E4M3FN, 38, 1",
    "F8_E4M3, FLOAT8_E4M3FN, fe, -448",
    "F8_E5M2, FLOAT8_E5M2, 3c, 1",
    "F8_E5M2, FLOAT8_E5M2, c5, -5",
    "U16, UINT16, feff, 65534",
    "U32, UINT32, feffffff, 4294967294",
    "U64, UINT64, 0000000000000080, 9223372036854775808",
  })
  void rareNumbersAreRead(String name, DType dtype, String hex, double value) {
    byte[] data = HexFormat.of().parseHex(hex);
    String json =
        "{\"x\":{\"dtype\":\"%s\",\"shape\":[1],\"data_offsets\":[0,%d]}}"
            .formatted(name, data.length);
    byte[] file = new byte[8 + json.length() + data.length];
    file[0] = (byte) json.length();
    System.arraycopy(json.getBytes(StandardCharsets.US_ASCII), 0, file, 8, json.length());
    System.arraycopy(data, 0, file, 8 + json.length(), data.length);
    try (Checkpoint checkpoint = Checkpoint.open(HostileFile.of(folder, file).path())) {
      assertThat(checkpoint.tensors().get("x").dtype()).isEqualTo(dtype);
      assertThat(values(checkpoint, "x")).containsExactly(value);
      Path copy = folder.resolve("copy.safetensors");
      try (Tensor tensor = checkpoint.read("x")) {
        SafetensorsWriter.write(copy, Map.of("x", tensor), Map.of());
      }
      try (Checkpoint written = Checkpoint.open(copy)) {
        assertThat(written.tensors()).isEqualTo(checkpoint.tensors());
        assertThat(values(written, "x")).containsExactly(value);
      }
    }
  }

  @Test
  void torchKeepsRareNumbersInUntypedStorages() {
    for (String type : new String[] {"float8_e4m3fn", "complex64"}) {
      PickleBytes pickle =
          new PickleBytes()
              .dict()
              .text("x")
              .global("torch._utils", "_rebuild_tensor_v3")
              .mark()
              .mark()
              .text("storage")
              .global("torch.storage", "UntypedStorage")
              .text("0")
              .text("cpu")
              .integer(8)
              .op(Opcodes.TUPLE)
              .op(Opcodes.BINPERSID)
              .integer(0)
              .tuple(1)
              .tuple(1)
              .op(Opcodes.NEWFALSE)
              .none()
              .global("torch", type)
              .op(Opcodes.TUPLE)
              .op(Opcodes.REDUCE);
      byte[] zip = TorchBytes.zip(pickle.set().end(), new byte[] {0x38, 0, 0, 0, 0, 0, 0, 0});
      try (Checkpoint checkpoint = Checkpoint.open(HostileFile.of(folder, zip).path())) {
        if (type.startsWith("float8")) {
          assertThat(values(checkpoint, "x")).containsExactly(1);
        } else {
          unread(checkpoint, "x").withMessageContaining("'torch.complex64'");
        }
      }
    }
  }

  /** A dictionary with a tensor, and another entry that is to follow. */
  private static PickleBytes beside(String name) {
    return new PickleBytes().dict().text("good").tensor(1, 0, new long[] {1}, 1).set().text(name);
  }

  private static void call(PickleBytes pickle, String module, String function) {
    pickle.global(module, function).text("x").op(Opcodes.TUPLE1).op(Opcodes.REDUCE);
  }

  private Checkpoint open(PickleBytes pickle) {
    byte[] zip =
        TorchBytes.zip(TorchBytes.records(pickle.set().end(), new byte[4]), ZipEntry.STORED);
    return Checkpoint.open(HostileFile.of(folder, zip).path());
  }

  private static ThrowableAssertAlternative<CheckpointException> unread(
      Checkpoint checkpoint, String name) {
    return assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> checkpoint.read(name).close())
        .withMessageStartingWith(checkpoint.file() + ": ");
  }

  private static double[] values(Checkpoint checkpoint, String name) {
    try (Tensor tensor = checkpoint.read(name);
        Tensor wide = tensor.to(ScalarType.Double)) {
      return Values.of(wide);
    }
  }

  private static double[] upTo(int end) {
    return IntStream.range(0, end).asDoubleStream().toArray();
  }
}
