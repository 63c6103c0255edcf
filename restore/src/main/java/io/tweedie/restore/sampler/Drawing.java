package io.tweedie.restore.sampler;

import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Draws images batch by batch. An image depends on the seed, its number and its prior, not on its
 * batch.
 *
 * @param sampler how
 * @param shape of one image
 * @param first number of the first image
 * @param end number of the one after the last
 * @param run how many, one after the other, have the same prior
 */
public record Drawing(Sampler sampler, Shape shape, int first, int end, int run) {

  /** Pixels of a batch: eight images of 64x64, or thirty-two of 32x32. */
  private static final long BATCH_PIXELS = 1 << 15;

  /** Images of the numbers from first to before end. */
  private record Batch(int first, int end) {}

  private List<Batch> batches() {
    int most = (int) Math.max(1, BATCH_PIXELS / (shape.height() * shape.width()));
    List<Batch> batches = new ArrayList<>();
    for (int from = first; from < end; ) {
      int endOfRun = (from / run + 1) * run;
      int to = Math.min(end, Math.min(endOfRun, from + most));
      batches.add(new Batch(from, to));
      from = to;
    }
    return batches;
  }

  /** Steps of all batches together. */
  public long steps() {
    return (long) batches().size() * sampler.steps();
  }

  /**
   * Draws.
   *
   * @param prior of each run of images
   * @param seed of the random numbers
   * @param watcher sees each batch on its way
   * @return (end - first) x C x H x W
   */
  public Tensor draw(IntFunction<Denoiser> prior, long seed, Sampler.Watcher watcher) {
    TensorVector drawn = new TensorVector();
    for (Batch batch : batches()) {
      KeyedNoise noise =
          new KeyedNoise(seed, LongStream.range(batch.first(), batch.end()).toArray());
      try (Tensor images = sampler.draw(prior.apply(batch.first() / run), noise, shape, watcher)) {
        drawn.push_back(images);
      }
    }
    return cat(drawn, 0);
  }
}
