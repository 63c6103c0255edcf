package io.tweedie.core.random;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.make_generator_cpu;
import static org.bytedeco.pytorch.global.torch.randn;

import io.tweedie.core.operator.Shape;
import io.tweedie.core.tensor.Backend;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Standard normal numbers that depend on nothing but their key: the seed, the image, the step and
 * the purpose. An image gets the same numbers alone, in a batch, in a resumed run or on another
 * worker.
 *
 * @param seed of the run
 * @param images one identity for each image of the batch
 */
public record KeyedNoise(long seed, long[] images) implements NoiseSource {

  static {
    Backend.initialize();
  }

  /** Copies the identities. */
  public KeyedNoise {
    images = images.clone();
  }

  @Override
  public long[] images() {
    return images.clone();
  }

  @Override
  public Tensor normal(int step, String purpose, Shape shape) {
    TensorVector draws = new TensorVector();
    for (long image : images) {
      long key = mix(mix(mix(seed, image), step), purpose.hashCode());
      draws.push_back(randn(shape.batch(1), new GeneratorOptional(make_generator_cpu(key))));
    }
    return cat(draws, 0);
  }

  /** The finalizer of SplitMix64 (Steele et al. 2014) over the two words. */
  private static long mix(long a, long b) {
    long z = a * 0x9E3779B97F4A7C15L + b + 0x632BE59BD9B4E019L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
