package io.tweedie.core.random;

import static org.bytedeco.pytorch.global.torch.empty;

import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;

/**
 * Random numbers that follow from a key and are the same bits on every processor: SplitMix64 of the
 * JDK (Steele et al. 2014), whose start and increment both come from the key, and a {@link
 * Ziggurat} for normal numbers. The generator of the tensor library is not used for results, as its
 * normal numbers change with the width of the processor's vectors.
 *
 * <p>Not safe for use by several threads.
 */
public final class RandomStream implements RandomGenerator {

  private static final int PIECE = 1 << 14;

  private final SplittableRandom bits;

  /**
   * The stream of a key. Streams of different keys have nothing in common, however near the keys.
   */
  public RandomStream(long key) {
    // A stream split off has an increment of its own, so no two are the same numbers shifted.
    bits = new SplittableRandom(key).split();
  }

  /**
   * The stream of a seed and a purpose.
   *
   * @param seed as a user gives it
   * @param purpose what the numbers are for; different purposes are independent under one seed
   */
  public RandomStream(long seed, String purpose) {
    this(mix(seed, purpose.hashCode()));
  }

  /** The stream of one image at one step of a run, for a purpose. */
  static RandomStream of(long seed, long image, int step, String purpose) {
    return new RandomStream(mix(mix(seed, image), step), purpose);
  }

  /** The finalizer of SplitMix64 over the two words. */
  private static long mix(long a, long b) {
    long z = a * 0x9E3779B97F4A7C15L + b + 0x632BE59BD9B4E019L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  @Override
  public long nextLong() {
    return bits.nextLong();
  }

  @Override
  public double nextGaussian() {
    return Ziggurat.normal(bits);
  }

  /**
   * Standard normal numbers.
   *
   * @param shape of the tensor
   * @return float32
   */
  public Tensor normal(long... shape) {
    Tensor numbers = empty(shape);
    fillNormal(numbers.data_ptr_float(), 0, numbers.numel());
    return numbers;
  }

  /** Standard normal numbers from one index to before another. */
  void fillNormal(FloatPointer numbers, long from, long to) {
    fill(numbers, from, to, () -> Ziggurat.normal(bits));
  }

  /**
   * Numbers spread evenly.
   *
   * @param low the least
   * @param high above all of them
   * @param shape of the tensor
   * @return float32
   */
  public Tensor uniform(double low, double high, long... shape) {
    Tensor numbers = empty(shape);
    fill(numbers.data_ptr_float(), 0, numbers.numel(), () -> nextDouble(low, high));
    return numbers;
  }

  /** Piece by piece, as images may be larger than the heap of the JVM. */
  private static void fill(FloatPointer numbers, long from, long to, DoubleSupplier next) {
    float[] piece = new float[(int) Math.min(PIECE, to - from)];
    for (long at = from; at < to; at += piece.length) {
      int length = (int) Math.min(piece.length, to - at);
      for (int i = 0; i < length; i++) {
        piece[i] = (float) next.getAsDouble();
      }
      numbers.position(at).put(piece, 0, length);
    }
  }
}
