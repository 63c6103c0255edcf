package io.tweedie.models.checkpoint;

import java.util.Locale;
import java.util.Optional;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The element types that checkpoints may hold, under their names in each format. */
public enum DType {
  /** IEEE double precision. */
  FLOAT64(ScalarType.Double, 8, "F64", "Double"),
  /** IEEE single precision. */
  FLOAT32(ScalarType.Float, 4, "F32", "Float"),
  /** IEEE half precision. */
  FLOAT16(ScalarType.Half, 2, "F16", "Half"),
  /** The upper half of a float32. */
  BFLOAT16(ScalarType.BFloat16, 2, "BF16", "BFloat16"),
  /** Signed, 64 bits. */
  INT64(ScalarType.Long, 8, "I64", "Long"),
  /** Signed, 32 bits. */
  INT32(ScalarType.Int, 4, "I32", "Int"),
  /** Signed, 16 bits. */
  INT16(ScalarType.Short, 2, "I16", "Short"),
  /** Signed, 8 bits. */
  INT8(ScalarType.Char, 1, "I8", "Char"),
  /** Unsigned, 8 bits. */
  UINT8(ScalarType.Byte, 1, "U8", "Byte"),
  /** One byte each, 0 or 1. */
  BOOL(ScalarType.Bool, 1, "BOOL", "Bool");

  private final ScalarType scalarType;
  private final int bytes;
  private final String safetensorsName;
  private final String storageName;

  DType(ScalarType scalarType, int bytes, String safetensorsName, String storageName) {
    this.scalarType = scalarType;
    this.bytes = bytes;
    this.safetensorsName = safetensorsName;
    this.storageName = storageName;
  }

  /** The tensor library's name of this type. */
  public ScalarType scalarType() {
    return scalarType;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Name in a safetensors header, such as {@code BF16}. */
  String safetensorsName() {
    return safetensorsName;
  }

  /** Finds the type of a tensor; empty where checkpoints here do not hold it. */
  static Optional<DType> of(ScalarType scalarType) {
    // Native code hands out fresh objects, not the constants of the enum.
    ScalarType constant = scalarType.intern();
    for (DType type : values()) {
      if (type.scalarType == constant) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** Reads the name in a safetensors header. */
  static DType ofSafetensors(String name) throws FormatException {
    for (DType type : values()) {
      if (type.safetensorsName.equals(name)) {
        return type;
      }
    }
    throw unsupported("dtype " + FormatException.quoted(String.valueOf(name)));
  }

  /**
   * Reads a storage class of a pickle, such as {@code torch.HalfStorage}; an untyped storage counts
   * in bytes.
   */
  static DType ofStorage(PythonName name) throws FormatException {
    if (name.name().equals("UntypedStorage")) {
      return UINT8;
    }
    // Old versions named the device too: torch.cuda.FloatStorage.
    boolean fromTorch = name.module().equals("torch") || name.module().equals("torch.cuda");
    for (DType type : values()) {
      if (fromTorch && name.name().equals(type.storageName + "Storage")) {
        return type;
      }
    }
    throw unsupported("storage class " + FormatException.quoted(name.toString()));
  }

  /** Reads a type object of a pickle, such as {@code torch.bfloat16}. */
  static DType ofTorch(PythonName name) throws FormatException {
    for (DType type : values()) {
      if (name.toString().equals("torch." + type.name().toLowerCase(Locale.ROOT))) {
        return type;
      }
    }
    throw unsupported("dtype " + FormatException.quoted(name.toString()));
  }

  private static FormatException unsupported(String what) {
    return new FormatException(
        what
            + " is not supported; convert the tensor, in the program that wrote it, to float32,"
            + " float16, bfloat16, float64, an integer type or bool");
  }
}
