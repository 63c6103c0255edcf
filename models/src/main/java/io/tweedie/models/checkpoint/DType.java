package io.tweedie.models.checkpoint;

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
  /** Eight bits: sign, 4 of exponent, 3 of mantissa; no infinities. */
  FLOAT8_E4M3FN(ScalarType.Float8_e4m3fn, 1, "F8_E4M3", null),
  /** Eight bits: sign, 5 of exponent, 2 of mantissa. */
  FLOAT8_E5M2(ScalarType.Float8_e5m2, 1, "F8_E5M2", null),
  /** Signed, 64 bits. */
  INT64(ScalarType.Long, 8, "I64", "Long"),
  /** Signed, 32 bits. */
  INT32(ScalarType.Int, 4, "I32", "Int"),
  /** Signed, 16 bits. */
  INT16(ScalarType.Short, 2, "I16", "Short"),
  /** Signed, 8 bits. */
  INT8(ScalarType.Char, 1, "I8", "Char"),
  /** Unsigned, 64 bits. */
  UINT64(ScalarType.UInt64, 8, "U64", null),
  /** Unsigned, 32 bits. */
  UINT32(ScalarType.UInt32, 4, "U32", null),
  /** Unsigned, 16 bits. */
  UINT16(ScalarType.UInt16, 2, "U16", null),
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

  /** Class of a storage of this type, in torch's namespace; newer types have none of their own. */
  Optional<String> storageClass() {
    return Optional.ofNullable(storageName).map(name -> name + "Storage");
  }

  /** Whether it stands for real numbers rather than whole ones or truth values. */
  public boolean isFloatingPoint() {
    return switch (this) {
      case FLOAT64, FLOAT32, FLOAT16, BFLOAT16, FLOAT8_E4M3FN, FLOAT8_E5M2 -> true;
      default -> false;
    };
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
}
