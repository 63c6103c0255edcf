package io.tweedie.eval.distribution;

import io.tweedie.core.random.RandomStream;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Drawing without putting back (Fisher and Yates). */
final class Shuffle {

  private Shuffle() {}

  /** So many of the numbers from 0 to before {@code of}, in random order. */
  static int[] some(int of, int count, RandomStream random) {
    int[] all = IntStream.range(0, of).toArray();
    for (int i = 0; i < count; i++) {
      int other = i + random.nextInt(of - i);
      int held = all[i];
      all[i] = all[other];
      all[other] = held;
    }
    return Arrays.copyOf(all, count);
  }
}
