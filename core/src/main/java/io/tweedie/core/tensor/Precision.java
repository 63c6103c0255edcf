package io.tweedie.core.tensor;

import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Number format of a network's inner layers. Inputs, outputs and everything outside a network are
 * always float32.
 */
public enum Precision {
  /** IEEE single precision. */
  FLOAT32("fp32", ScalarType.Float),
  /** bfloat16: the range of float32 with 8 bits of significand; fast where the CPU has it. */
  BFLOAT16("bf16", ScalarType.BFloat16);

  private final String word;
  private final ScalarType scalarType;

  Precision(String word, ScalarType scalarType) {
    this.word = word;
    this.scalarType = scalarType;
  }

  /** What {@link #parse} reads. */
  public String word() {
    return word;
  }

  /** The tensor library's name of this format. */
  public ScalarType scalarType() {
    return scalarType;
  }

  /**
   * Reads {@code fp32} or {@code bf16}.
   *
   * @throws IllegalArgumentException for any other name
   */
  public static Precision parse(String name) {
    return switch (name) {
      case "fp32" -> FLOAT32;
      case "bf16" -> BFLOAT16;
      default ->
          throw new IllegalArgumentException(
              "precision '" + name + "' is not known; choose fp32 or bf16");
    };
  }
}
