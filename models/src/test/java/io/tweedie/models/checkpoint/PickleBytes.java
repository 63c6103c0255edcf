package io.tweedie.models.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes a pickle instruction by instruction, good or evil. */
final class PickleBytes {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  PickleBytes() {
    op(Opcodes.PROTO, 2);
  }

  /** The bytes so far, ended properly. */
  byte[] end() {
    return op(Opcodes.STOP).unended();
  }

  byte[] unended() {
    return out.toByteArray();
  }

  PickleBytes op(int opcode, int... operands) {
    out.write(opcode);
    for (int operand : operands) {
      out.write(operand);
    }
    return this;
  }

  PickleBytes raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  PickleBytes none() {
    return op(Opcodes.NONE);
  }

  PickleBytes mark() {
    return op(Opcodes.MARK);
  }

  PickleBytes dict() {
    return op(Opcodes.EMPTY_DICT);
  }

  PickleBytes text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return op(Opcodes.BINUNICODE).raw(little(bytes.length, 4)).raw(bytes);
  }

  PickleBytes integer(long value) {
    return op(Opcodes.LONG1, 8).raw(little(value, 8));
  }

  PickleBytes global(String module, String name) {
    return op(Opcodes.GLOBAL).raw((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
  }

  PickleBytes tuple(long... values) {
    mark();
    for (long value : values) {
      integer(value);
    }
    return op(Opcodes.TUPLE);
  }

  PickleBytes storage(String type, String key, long elements) {
    return mark()
        .text("storage")
        .global("torch", type)
        .text(key)
        .text("cpu")
        .integer(elements)
        .op(Opcodes.TUPLE)
        .op(Opcodes.BINPERSID);
  }

  /** A float tensor in storage 0. */
  PickleBytes tensor(long elements, long offset, long[] shape, long... strides) {
    return global("torch._utils", "_rebuild_tensor_v2")
        .mark()
        .storage("FloatStorage", "0", elements)
        .integer(offset)
        .tuple(shape)
        .tuple(strides)
        .op(Opcodes.NEWFALSE)
        .none()
        .op(Opcodes.TUPLE)
        .op(Opcodes.REDUCE);
  }

  /** Text, then what follows, then this: an entry of the dictionary below. */
  PickleBytes set() {
    return op(Opcodes.SETITEM);
  }

  static byte[] little(long value, int bytes) {
    byte[] all = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    return Arrays.copyOf(all, bytes);
  }
}
