package io.tweedie.models.parity;

import io.tweedie.models.nn.Parameter;
import io.tweedie.models.nn.Parameters;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.zip.CRC32;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** The number stream of parity/README.md, from which weights and inputs come on both sides. */
public final class DeterministicWeights {

  private DeterministicWeights() {}

  /** Element {@code index} of the stream of that name, in [0, 1). */
  static double uniform(String name, int index) {
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    return uniform((int) crc.getValue() + index * 0x9E3779B9);
  }

  private static double uniform(int x) {
    x ^= x >>> 16;
    x *= 0x7FEB352D;
    x ^= x >>> 15;
    x *= 0x846CA68B;
    x ^= x >>> 16;
    return Integer.toUnsignedLong(x) / 4294967296.0;
  }

  /** Inputs, cotangents, noise: mean 0, variance 1. */
  public static Tensor tensor(String name, long... shape) {
    return tensor(name, shape, v -> Math.sqrt(3) * v);
  }

  /** The value of the parameter of that name. */
  public static Tensor parameter(String name, long... shape) {
    return tensor(name, shape, rule(name, shape));
  }

  private static DoubleUnaryOperator rule(String name, long[] shape) {
    if (name.equals("label_emb.weight") || name.equals("class_embedding.weight")) {
      return v -> v;
    }
    if (shape.length >= 2) {
      double fanIn = Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact);
      double scale = Math.sqrt(3 / fanIn);
      return v -> scale * v;
    }
    boolean centred = name.endsWith(".bias") || name.endsWith(".running_mean");
    return centred ? v -> 0.1 * v : v -> 1 + 0.2 * v;
  }

  private static Tensor tensor(String name, long[] shape, DoubleUnaryOperator rule) {
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    int x = (int) crc.getValue();
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) rule.applyAsDouble(2 * uniform(x) - 1);
      x += 0x9E3779B9;
    }
    return Tensor.create(values, shape);
  }

  /** Gives every parameter its value. */
  public static void fill(Parameters parameters) {
    try (PointerScope scope = new PointerScope()) {
      for (Parameter parameter : parameters.all()) {
        parameter.assign(parameter(parameter.name(), parameter.shape()));
      }
    }
  }
}
