package io.tweedie.core.sampling;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Going back to more noise now and then and coming down again, which lets what was filled in agree
 * with what is known (Lugmayr et al., RePaint, CVPR 2022, appendix B; Wang et al., DDNM, ICLR 2023,
 * Algorithm 2).
 *
 * @param length l, how many levels a jump goes back, and how far apart jumps are; at least 1
 * @param repeat how often each stretch is walked; 1 is no travel
 */
public record TimeTravel(int length, int repeat) {

  /** Straight down. */
  public static final TimeTravel NONE = new TimeTravel(1, 1);

  /** Refuses jumps of no length. */
  public TimeTravel {
    if (length < 1 || repeat < 1) {
      throw new IllegalArgumentException(
          "time travel needs a length and a repeat of at least 1, got %d and %d"
              .formatted(length, repeat));
    }
  }

  /**
   * Reads {@code LENGTH,REPEAT}, as in {@code 10,3}.
   *
   * @throws IllegalArgumentException if it is not that
   */
  public static TimeTravel parse(String text) {
    int[] numbers;
    try {
      numbers =
          Arrays.stream(text.split(",", -1))
              .map(String::trim)
              .mapToInt(Integer::parseInt)
              .toArray();
    } catch (NumberFormatException e) {
      numbers = new int[0];
    }
    if (numbers.length != 2) {
      throw new IllegalArgumentException(
          "time travel is LENGTH,REPEAT, such as 10,3, not '" + text + "'");
    }
    return new TimeTravel(numbers[0], numbers[1]);
  }

  /**
   * The levels at which a step down is taken, in order. Where one is not the one below its
   * predecessor, noise is added in between.
   *
   * @param levels number of noise levels
   */
  int[] visits(int levels) {
    int[] jumpsLeft = new int[levels];
    for (int level = 0; level < levels - length; level += length) {
      jumpsLeft[level] = repeat - 1;
    }
    IntStream.Builder visits = IntStream.builder();
    int level = levels - 1;
    while (level >= 0) {
      visits.add(level);
      level--;
      if (level >= 0 && jumpsLeft[level] > 0) {
        jumpsLeft[level]--;
        level += length;
      }
    }
    return visits.build().toArray();
  }
}
