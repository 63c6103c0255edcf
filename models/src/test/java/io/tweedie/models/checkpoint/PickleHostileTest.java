package io.tweedie.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pickles that would run code, or eat memory or time. */
class PickleHostileTest {

  @TempDir Path folder;

  @Test
  void aCommandIsNeverRunAndTheTensorBesideItIsRead() {
    Path trace = folder.resolve("trace");
    byte[] pickle =
        new PickleBytes()
            .dict()
            .text("evil")
            .global("posix", "system")
            .text("touch " + trace)
            .op(Opcodes.TUPLE1)
            .op(Opcodes.REDUCE)
            .set()
            .text("weight")
            .tensor(1, 0, new long[] {1}, 1)
            .set()
            .end();
    HostileFile file = HostileFile.of(folder, TorchBytes.zip(pickle, new byte[4]));
    try (Checkpoint checkpoint = Checkpoint.open(file.path())) {
      assertThat(checkpoint.tensors()).containsOnlyKeys("weight");
      assertThat(checkpoint.metadata()).containsEntry("evil", "<posix.system>");
    }
    Values.readAll(file.path());
    assertThat(trace).doesNotExist();
  }

  @Test
  void aCommandAsTheWholeFileIsRefusedByName() {
    byte[] pickle =
        new PickleBytes()
            .global("os", "system")
            .text("true")
            .op(Opcodes.TUPLE1)
            .op(Opcodes.REDUCE)
            .end();
    refused(pickle).withMessageContaining("<os.system>").withMessageContaining("state_dict()");
  }

  @Test
  void aWholeModelIsRefusedByClass() {
    byte[] pickle =
        new PickleBytes()
            .global("my.net", "UNet")
            .op(Opcodes.EMPTY_TUPLE)
            .op(Opcodes.NEWOBJ)
            .dict()
            .text("weight")
            .tensor(1, 0, new long[] {1}, 1)
            .set()
            .op(Opcodes.BUILD)
            .end();
    refused(pickle).withMessageContaining("<my.net.UNet>");
  }

  @Test
  void nestedPicklesAreRefused() {
    byte[] pickle =
        new PickleBytes()
            .dict()
            .text("x")
            .global("torch.storage", "_load_from_bytes")
            .text("")
            .op(Opcodes.TUPLE1)
            .op(Opcodes.REDUCE)
            .set()
            .end();
    refused(pickle).withMessageContaining("save it again with torch.save");
  }

  @Test
  void claimedLengthsAreHeldAgainstTheFile() {
    int[] huge4 = {0xff, 0xff, 0xff, 0x7f};
    refused(new PickleBytes().op(Opcodes.BINUNICODE, huge4).end()).withMessageContaining("claims");
    refused(new PickleBytes().op(Opcodes.BINBYTES, huge4).end()).withMessageContaining("claims");
    refused(new PickleBytes().op(Opcodes.BINSTRING, huge4).end()).withMessageContaining("claims");
    refused(new PickleBytes().op(Opcodes.BINSTRING, 255, 255, 255, 255).end())
        .withMessageContaining("claims");
    byte[] huge8 = PickleBytes.little(Long.MAX_VALUE, 8);
    refused(new PickleBytes().op(Opcodes.BINUNICODE8).raw(huge8).end())
        .withMessageContaining("9223372036854775807");
    refused(new PickleBytes().op(Opcodes.BYTEARRAY8).raw(PickleBytes.little(-1, 8)).end())
        .withMessageContaining("18446744073709551615");
    refused(new PickleBytes().op(Opcodes.LONG4, huge4).end()).withMessageContaining("whole number");
    refused(new PickleBytes().op(Opcodes.LONG4, 255, 255, 255, 255).end())
        .withMessageContaining("whole number");
  }

  @Test
  void instructionsAreCounted() {
    byte[] flood = "}".repeat(5_000_000).getBytes(StandardCharsets.US_ASCII);
    refused(new PickleBytes().raw(flood).end()).withMessageContaining("too many values");
    byte[] memo = "}\u0094".repeat(2_500_000).getBytes(StandardCharsets.ISO_8859_1);
    refused(new PickleBytes().raw(memo).end()).withMessageContaining("too many values");
  }

  @Test
  void keysMadeToCollideCostNoTime() {
    PickleBytes pickle = new PickleBytes().dict().mark();
    for (String name : Collisions.texts(15)) {
      pickle.global(name, "x").none();
    }
    Path names = HostileFile.of(folder, zip(pickle.op(Opcodes.SETITEMS).end())).path();
    assertTimeoutPreemptively(Collisions.SOON, () -> Values.readAll(names));

    PickleBytes mixed = new PickleBytes().dict().mark();
    for (String name : Collisions.texts(13)) {
      mixed.text(name).none();
      mixed.global(name, "x").none();
    }
    int hash = Collisions.texts(13).get(0).hashCode();
    for (long high = 1; high < 8192; high++) {
      // A long's hash is the exclusive or of its halves.
      mixed.integer(high << 32 | (hash ^ high) & 0xffffffffL).none();
    }
    Path kinds = HostileFile.of(folder, zip(mixed.op(Opcodes.SETITEMS).end())).path();
    assertTimeoutPreemptively(Collisions.SOON, () -> Values.readAll(kinds));
  }

  @Test
  void aListAsTheNameOfAStorageIsNotHashed() {
    PickleBytes keys = new PickleBytes().op(Opcodes.EMPTY_LIST).integer(1).op(Opcodes.APPEND);
    for (int level = 0; level < 60; level++) {
      keys.op(Opcodes.BINPUT, 0).op(Opcodes.POP).op(Opcodes.EMPTY_LIST).mark();
      keys.op(Opcodes.BINGET, 0).op(Opcodes.BINGET, 0).op(Opcodes.APPENDS);
    }
    byte[] empty = new PickleBytes().dict().end();
    byte[] stream = TorchBytes.stream(true, empty, keys.end(), 0, new byte[4]);
    assertTimeoutPreemptively(
        Collisions.SOON,
        () ->
            HostileFile.of(folder, stream)
                .refusedOnOpening()
                .withMessageContaining("does not describe"));
  }

  @Test
  void whatIsRecalledIsPaidForAgain() {
    long[] many = new long[64];
    Arrays.fill(many, 1);
    refused(recalled(new PickleBytes().tensor(1, 0, many, many)))
        .withMessageContaining("repeats them too often");
    refused(recalled(new PickleBytes().op(Opcodes.LONG1, 255).raw(new byte[254]).op(0x7f)))
        .withMessageContaining("repeats them too often");
    PickleBytes opaque = new PickleBytes().global("my", "Class").op(Opcodes.EMPTY_TUPLE);
    opaque.op(Opcodes.NEWOBJ);
    for (int i = 0; i < 10_000; i++) {
      opaque.integer(1).op(Opcodes.BUILD);
    }
    refused(recalled(opaque)).withMessageContaining("repeats them too often");
  }

  /** A list that recalls one value a hundred thousand times. */
  private static byte[] recalled(PickleBytes value) {
    value.op(Opcodes.BINPUT, 7).op(Opcodes.POP).op(Opcodes.EMPTY_LIST).mark();
    for (int i = 0; i < 100_000; i++) {
      value.op(Opcodes.BINGET, 7);
    }
    return value.op(Opcodes.APPENDS).end();
  }

  @Test
  void aLongHistoryOfNumbersIsNoAttack() {
    PickleBytes pickle = new PickleBytes().dict().text("state").dict().text("weight");
    pickle.tensor(1, 0, new long[] {1}, 1).set().set().text("losses").op(Opcodes.EMPTY_LIST);
    pickle.mark();
    for (int i = 0; i < 300_000; i++) {
      pickle.op(Opcodes.BININT2, i & 255, i >> 8 & 255);
    }
    byte[] zip = zip(pickle.op(Opcodes.APPENDS).set().end());
    try (Checkpoint checkpoint = Checkpoint.open(HostileFile.of(folder, zip).path())) {
      assertThat(checkpoint.tensors()).containsOnlyKeys("state.weight");
      assertThat(checkpoint.metadata()).hasSize(300_000).containsEntry("losses.299999", "37855");
    }
  }

  @Test
  void aLongNameOfAClassIsRefused() {
    refused(new PickleBytes().text("m".repeat(600)).text("n").op(Opcodes.STACK_GLOBAL).end())
        .withMessageContaining("512 characters");
  }

  @Test
  void listsOfListsOfListsDoNotMultiply() {
    PickleBytes pickle = new PickleBytes().op(Opcodes.EMPTY_LIST).integer(1).op(Opcodes.APPEND);
    for (int level = 0; level < 60; level++) {
      pickle.op(Opcodes.BINPUT, 0).op(Opcodes.POP);
      pickle.op(Opcodes.EMPTY_LIST).mark();
      pickle.op(Opcodes.BINGET, 0).op(Opcodes.BINGET, 0).op(Opcodes.APPENDS);
    }
    refused(pickle.end()).withMessageContaining("too often");
  }

  @Test
  void aTupleOfTuplesAsAKeyCostsNothing() {
    PickleBytes pickle = new PickleBytes().dict().integer(1);
    for (int level = 0; level < 60; level++) {
      pickle.op(Opcodes.DUP).op(Opcodes.TUPLE2);
    }
    Path file = HostileFile.of(folder, zip(pickle.integer(2).set().end())).path();
    Values.readAll(file);
  }

  @Test
  void selfReferenceAndDepthAreRefused() {
    byte[] selfish =
        new PickleBytes().dict().op(Opcodes.BINPUT, 0).text("me").op(Opcodes.BINGET, 0).set().end();
    refused(selfish).withMessageContaining("contain themselves");
    PickleBytes deep = new PickleBytes();
    for (int level = 0; level < 100_000; level++) {
      deep.op(Opcodes.EMPTY_LIST);
    }
    for (int level = 1; level < 100_000; level++) {
      deep.op(Opcodes.APPEND);
    }
    refused(deep.end()).withMessageContaining("nested too deep");
  }

  @Test
  void copiesOfOneListAreCounted() {
    PickleBytes pickle = new PickleBytes().op(Opcodes.EMPTY_LIST).mark();
    for (int i = 0; i < 10_000; i++) {
      pickle.text("k" + i).integer(i).op(Opcodes.TUPLE2);
    }
    pickle.op(Opcodes.APPENDS).op(Opcodes.TUPLE1).op(Opcodes.BINPUT, 0);
    pickle.global("collections", "OrderedDict").op(Opcodes.BINPUT, 1);
    for (int i = 0; i < 10_000; i++) {
      pickle.op(Opcodes.BINGET, 1).op(Opcodes.BINGET, 0).op(Opcodes.REDUCE);
    }
    refused(pickle.end()).withMessageContaining("repeats them too often");
  }

  @Test
  void twoValuesOfOneNameAreRefused() {
    byte[] pickle =
        new PickleBytes()
            .dict()
            .text("a.b")
            .tensor(1, 0, new long[] {1}, 1)
            .set()
            .text("a")
            .dict()
            .text("b")
            .tensor(1, 0, new long[] {1}, 1)
            .set()
            .set()
            .end();
    refused(pickle).withMessageContaining("same name 'a.b'");
  }

  @Test
  void senselessInstructionsAreRefused() {
    refused(new PickleBytes().end()).withMessageContaining("not there");
    refused(new PickleBytes().op(Opcodes.TUPLE).end()).withMessageContaining("not there");
    refused(new PickleBytes().mark().op(Opcodes.DUP).end()).withMessageContaining("not there");
    refused(new PickleBytes().none().mark().op(Opcodes.TUPLE1).end())
        .withMessageContaining("not there");
    refused(new PickleBytes().op(Opcodes.BINGET, 9).end()).withMessageContaining("never stored");
    refused(new PickleBytes().op('I').end()).withMessageContaining("0x49 at byte 2");
    refused(new PickleBytes().op(Opcodes.PROTO, 9).end()).withMessageContaining("protocol 9");
    refused(new PickleBytes().integer(1).end()).withMessageContaining("single value");
    refused(new PickleBytes().dict().unended()).withMessageContaining("breaks off");
    refused(new PickleBytes().dict().none().op(Opcodes.APPEND).end())
        .withMessageContaining("not a list");
    refused(new PickleBytes().none().none().none().set().end())
        .withMessageContaining("not a dictionary");
    refused(new PickleBytes().dict().dict().none().set().end()).withMessageContaining("key");
    refused(new PickleBytes().dict().mark().none().op(Opcodes.SETITEMS).end())
        .withMessageContaining("without a value");
    refused(new PickleBytes().op(Opcodes.SHORT_BINUNICODE, 1, 0xff).end())
        .withMessageContaining("not UTF-8");
    refused(new PickleBytes().global("m".repeat(600), "n").end())
        .withMessageContaining("512 bytes");
    refused(new PickleBytes().none().none().op(Opcodes.STACK_GLOBAL).end())
        .withMessageContaining("not text");
    refused(new PickleBytes().none().op(Opcodes.BINPERSID).end()).withMessageContaining("tuple");
  }

  @Test
  void rebuildingWithOtherArgumentsIsRefused() {
    for (String name :
        new String[] {"_rebuild_tensor", "_rebuild_tensor_v2", "_rebuild_tensor_v3"}) {
      byte[] pickle =
          new PickleBytes()
              .global("torch._utils", name)
              .tuple(1, 2, 3, 4, 5, 6, 7)
              .op(Opcodes.REDUCE)
              .end();
      refused(pickle).withMessageContaining("torch._utils." + name);
    }
    byte[] empty =
        new PickleBytes()
            .global("torch._utils", "_rebuild_parameter")
            .op(Opcodes.EMPTY_TUPLE)
            .op(Opcodes.REDUCE)
            .end();
    refused(empty).withMessageContaining("_rebuild_parameter");
  }

  private ThrowableAssertAlternative<CheckpointException> refused(byte[] pickle) {
    return HostileFile.of(folder, zip(pickle)).refusedOnOpening();
  }

  private static byte[] zip(byte[] pickle) {
    return TorchBytes.zip(pickle, new byte[4]);
  }
}
