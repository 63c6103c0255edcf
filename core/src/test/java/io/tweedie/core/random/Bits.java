package io.tweedie.core.random;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** All bits of a tensor in a few letters. */
public final class Bits {

  private Bits() {}

  /** The first 16 digits of the SHA-256 of the numbers as float32. */
  public static String of(Tensor tensor) {
    float[] numbers = new float[Math.toIntExact(tensor.numel())];
    tensor.to(ScalarType.Float).contiguous().data_ptr_float().get(numbers);
    ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(numbers);
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.array());
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JVM has SHA-256", e);
    }
  }
}
