package io.tweedie.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What old or rare versions of Python and torch write, and today's golden files do not show. */
class UnusualPicklesTest {

  private static final byte[] HALVES = {0, 0x3c, 0, 0x40};

  @TempDir Path folder;

  @Test
  void python2WroteOrderedDictionariesAsCallsAndNamesAsBytes() {
    byte[] name = "weight".getBytes(StandardCharsets.US_ASCII);
    byte[] pickle =
        new PickleBytes()
            .global("collections", "OrderedDict")
            .op(Opcodes.EMPTY_LIST)
            .op(Opcodes.EMPTY_LIST)
            .op(Opcodes.SHORT_BINSTRING, name.length)
            .raw(name)
            .op(Opcodes.APPEND)
            .tensor(1, 0, new long[] {1}, 1)
            .op(Opcodes.APPEND)
            .op(Opcodes.APPEND)
            .op(Opcodes.TUPLE1)
            .op(Opcodes.REDUCE)
            .end();
    HostileFile file =
        HostileFile.of(folder, TorchBytes.stream(pickle, 1, new byte[] {0, 0, -64, 63}));
    assertThat(values(file, "weight")).containsExactly(1.5);
  }

  @Test
  void aStorageMayNameItsDevice() {
    byte[] pickle =
        rebuild(
                "_rebuild_tensor",
                new PickleBytes().dict().text("x"),
                "torch.cuda",
                "HalfStorage",
                2)
            .op(Opcodes.TUPLE)
            .op(Opcodes.REDUCE)
            .set()
            .end();
    HostileFile file = HostileFile.of(folder, TorchBytes.zip(pickle, HALVES));
    assertThat(values(file, "x")).containsExactly(1, 2);
  }

  @Test
  void anUntypedStorageTakesTheTypeOfItsTensor() {
    byte[] pickle =
        rebuild(
                "_rebuild_tensor_v3",
                new PickleBytes().dict().text("x"),
                "torch.storage",
                "UntypedStorage",
                4)
            .op(Opcodes.NEWFALSE)
            .none()
            .global("torch", "float16")
            .op(Opcodes.TUPLE)
            .op(Opcodes.REDUCE)
            .set()
            .end();
    HostileFile file = HostileFile.of(folder, TorchBytes.zip(pickle, HALVES));
    assertThat(values(file, "x")).containsExactly(1, 2);
  }

  @Test
  void bytesOtherThanOneInABoolBecomeOne() {
    byte[] pickle =
        rebuild("_rebuild_tensor", new PickleBytes().dict().text("x"), "torch", "BoolStorage", 2)
            .op(Opcodes.TUPLE)
            .op(Opcodes.REDUCE)
            .set()
            .end();
    HostileFile file = HostileFile.of(folder, TorchBytes.zip(pickle, new byte[] {0, 77}));
    try (Checkpoint checkpoint = Checkpoint.open(file.path());
        Tensor bool = checkpoint.read("x");
        Tensor bytes = bool.view(ScalarType.Byte)) {
      assertThat(Values.of(bytes)).containsExactly(0, 1);
    }
  }

  /** A call that rebuilds a tensor of two elements, up to and without what follows its strides. */
  private static PickleBytes rebuild(
      String function, PickleBytes pickle, String module, String storage, long elements) {
    return pickle
        .global("torch._utils", function)
        .mark()
        .mark()
        .text("storage")
        .global(module, storage)
        .text("0")
        .text("cuda:0")
        .integer(elements)
        .op(Opcodes.TUPLE)
        .op(Opcodes.BINPERSID)
        .integer(0)
        .tuple(2)
        .tuple(1);
  }

  private static double[] values(HostileFile file, String name) {
    try (Checkpoint checkpoint = Checkpoint.open(file.path());
        Tensor tensor = checkpoint.read(name)) {
      return Values.of(tensor);
    }
  }
}
