package io.tweedie.models.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** The type of a numpy scalar: kind and size, such as {@code f8}, and the order of its bytes. */
final class NumpyType {

  private final String code;
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

  NumpyType(String code) {
    this.code = code;
  }

  /** Takes the order from numpy's mark: {@code >} for the highest byte first. */
  void setOrder(String mark) {
    order = mark.equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  /** The value of a scalar as Long, Double or Boolean; empty if the type is not a plain number. */
  Optional<Object> decode(byte[] bytes) {
    if (!code.endsWith(Integer.toString(bytes.length))) {
      return Optional.empty();
    }
    ByteBuffer data = ByteBuffer.wrap(bytes).order(order);
    return switch (code) {
      case "f8" -> Optional.of(data.getDouble());
      case "f4" -> Optional.of((double) data.getFloat());
      case "i8" -> Optional.of(data.getLong());
      case "i4" -> Optional.of((long) data.getInt());
      case "i2" -> Optional.of((long) data.getShort());
      case "i1" -> Optional.of((long) data.get());
      case "u4" -> Optional.of(Integer.toUnsignedLong(data.getInt()));
      case "u2" -> Optional.of((long) Short.toUnsignedInt(data.getShort()));
      case "u1" -> Optional.of((long) Byte.toUnsignedInt(data.get()));
      case "b1" -> Optional.of(data.get() != 0);
      default -> Optional.empty();
    };
  }

  @Override
  public String toString() {
    return "numpy." + code;
  }
}
