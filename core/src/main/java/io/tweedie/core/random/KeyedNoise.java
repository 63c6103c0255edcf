package io.tweedie.core.random;

import static org.bytedeco.pytorch.global.torch.empty;

import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;

/**
 * Standard normal numbers that depend on nothing but their key: the seed, the image, the step and
 * the purpose. An image gets the same numbers, bit for bit, alone, in a batch, in a resumed run or
 * on another worker, whatever its processor.
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
    Tensor numbers = empty(shape.batch(images.length));
    FloatPointer memory = numbers.data_ptr_float();
    long each = shape.elements();
    for (int i = 0; i < images.length; i++) {
      RandomStream.of(seed, images[i], step, purpose).fillNormal(memory, i * each, (i + 1) * each);
    }
    return numbers;
  }
}
