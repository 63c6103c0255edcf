package io.tweedie.models.checkpoint;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The type of a tensor's elements as a file names it, whether it is read here or not: a tensor of
 * another type must not keep those beside it from being read.
 *
 * @param name in the words of the file
 * @param bytes of one element; 0 where nobody here knows
 * @param dtype what it is read as; empty if it is not read
 */
record ElementType(String name, int bytes, Optional<DType> dtype) {

  /** What torch writes beside the types that are read; their sizes tell where the next one is. */
  private static final Map<String, Integer> UNREAD_STORAGES =
      Map.of(
          "ComplexFloatStorage", 8,
          "ComplexDoubleStorage", 16,
          "QInt8Storage", 1,
          "QUInt8Storage", 1,
          "QInt32Storage", 4,
          "QUInt4x2Storage", 1,
          "QUInt2x4Storage", 1);

  private static ElementType read(String name, DType dtype) {
    return new ElementType(name, dtype.bytes(), Optional.of(dtype));
  }

  private static ElementType unread(String name, int bytes) {
    return new ElementType(name, bytes, Optional.empty());
  }

  /** Reads the name in a safetensors header, such as {@code BF16}. */
  static ElementType ofSafetensors(String name) {
    for (DType type : DType.values()) {
      if (type.safetensorsName().equals(name)) {
        return read(name, type);
      }
    }
    return unread(name, 0);
  }

  /**
   * Reads a storage class of a pickle, such as {@code torch.HalfStorage}; an untyped storage counts
   * in bytes.
   */
  static ElementType ofStorage(PythonName name) {
    if (name.name().equals("UntypedStorage")) {
      return read(name.toString(), DType.UINT8);
    }
    // Old versions named the device too: torch.cuda.FloatStorage.
    if (name.module().equals("torch") || name.module().equals("torch.cuda")) {
      for (DType type : DType.values()) {
        if (type.storageClass().equals(Optional.of(name.name()))) {
          return read(name.toString(), type);
        }
      }
      return unread(name.toString(), UNREAD_STORAGES.getOrDefault(name.name(), 0));
    }
    return unread(name.toString(), 0);
  }

  /** Reads a type object of a pickle, such as {@code torch.bfloat16}. */
  static ElementType ofTorch(PythonName name) {
    for (DType type : DType.values()) {
      if (name.toString().equals("torch." + type.name().toLowerCase(Locale.ROOT))) {
        return read(name.toString(), type);
      }
    }
    return unread(name.toString(), 0);
  }

  /** Why a tensor of this type is not read, and what to do. */
  String refusal() {
    return ("its elements are of type %s, which is not read; convert it, in the program that wrote it,"
            + " to a floating point or integer type")
        .formatted(FormatException.quoted(name));
  }
}
