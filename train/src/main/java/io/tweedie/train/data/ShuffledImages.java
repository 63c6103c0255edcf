package io.tweedie.train.data;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Labelled images in batches that go through all of them, in a new order each time. The order
 * depends on the seed and the number of the round only.
 */
public final class ShuffledImages implements TrainingImages {

  private final LabelledImages images;
  private final Framing framing;
  private final long seed;
  private long round = -1;
  private int[] order;

  /** Images of one data set, framed as they are shown. */
  public ShuffledImages(LabelledImages images, Framing framing, long seed) {
    this.images = images;
    this.framing = framing;
    this.seed = seed;
  }

  @Override
  public Examples batch(long step, int n, SplittableRandom random) {
    int[] indices = new int[n];
    for (int i = 0; i < n; i++) {
      long position = (step - 1) * n + i;
      indices[i] = orderOf(position / images.size())[(int) (position % images.size())];
    }
    return framing.frame(images, indices, random);
  }

  private int[] orderOf(long wanted) {
    if (wanted != round) {
      order = permutation(images.size(), new SplittableRandom(seed * 31 + wanted));
      round = wanted;
    }
    return order;
  }

  /** The numbers below n in random order (Fisher and Yates). */
  public static int[] permutation(int n, SplittableRandom random) {
    int[] order = IntStream.range(0, n).toArray();
    for (int i = n - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }
}
