package io.tweedie.core.schedule;

import java.util.Arrays;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Which training timesteps a shortened run visits. */
@FunctionalInterface
public interface Spacing {

  /**
   * The visited timesteps.
   *
   * @param trained number of training timesteps
   * @return ascending, distinct, each in [0, trained)
   * @throws IllegalArgumentException if as many cannot be visited
   */
  int[] timesteps(int trained);

  /**
   * Reads a spacing as users write it: {@code 250} or {@code 10,20,30} (guided-diffusion's
   * sections), {@code ddim50} (its fixed stride), {@code uniform:100}, {@code trailing:100}, {@code
   * quadratic:100}, {@code root:100}.
   *
   * @throws IllegalArgumentException if the text is none of these
   */
  static Spacing parse(String text) {
    try {
      if (text.startsWith("ddim")) {
        return fixedStride(Integer.parseInt(text.substring(4)));
      }
      int colon = text.indexOf(':');
      if (colon < 0) {
        return sections(Arrays.stream(text.split(",", -1)).mapToInt(Integer::parseInt).toArray());
      }
      int count = Integer.parseInt(text.substring(colon + 1));
      return switch (text.substring(0, colon)) {
        case "uniform" -> uniform(count);
        case "trailing" -> trailing(count);
        case "quadratic" -> quadratic(count);
        case "root" -> root(count);
        default -> throw new NumberFormatException();
      };
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "steps '"
              + text
              + "' are not known; write 250, 10,20,30, ddim50, uniform:100, trailing:100,"
              + " quadratic:100 or root:100",
          e);
    }
  }

  /**
   * Divides the timesteps into equal sections and visits the given number in each, from its first
   * to its last, as guided-diffusion does.
   */
  static Spacing sections(int... counts) {
    return trained -> {
      TreeSet<Integer> visited = new TreeSet<>();
      int start = 0;
      for (int i = 0; i < counts.length; i++) {
        int length = trained / counts.length + (i < trained % counts.length ? 1 : 0);
        requireCount(counts[i], length);
        double stride = counts[i] == 1 ? 1 : (double) (length - 1) / (counts[i] - 1);
        double position = 0;
        for (int k = 0; k < counts[i]; k++) {
          visited.add(start + (int) Math.rint(position));
          position += stride;
        }
        start += length;
      }
      return toArray(visited);
    };
  }

  /** The smallest integer stride that visits exactly {@code count} timesteps from 0. */
  static Spacing fixedStride(int count) {
    return trained -> {
      requireCount(count, trained);
      for (int stride = 1; stride <= trained; stride++) {
        if ((trained + stride - 1) / stride == count) {
          int s = stride;
          return IntStream.range(0, count).map(k -> k * s).toArray();
        }
      }
      throw new IllegalArgumentException(
          "no whole stride visits %d of %d timesteps; write %d for fractional strides"
              .formatted(count, trained, count));
    };
  }

  /** 0, s, 2s, ... with s = trained / count rounded down: "leading" in diffusers. */
  static Spacing uniform(int count) {
    return trained -> {
      requireCount(count, trained);
      int stride = trained / count;
      return IntStream.range(0, count).map(k -> k * stride).toArray();
    };
  }

  /** Even spacing that ends at the last, noisiest timestep: "trailing" in diffusers. */
  static Spacing trailing(int count) {
    return trained -> {
      requireCount(count, trained);
      double stride = (double) trained / count;
      return IntStream.rangeClosed(1, count).map(k -> (int) Math.rint(k * stride) - 1).toArray();
    };
  }

  /**
   * Squares of evenly spaced roots from 0 to sqrt(0.8 trained), dense at little noise (Song et al.
   * 2021, appendix D.2).
   */
  static Spacing quadratic(int count) {
    return trained -> {
      requireCount(count, trained);
      TreeSet<Integer> visited = new TreeSet<>();
      double last = Math.sqrt(0.8 * trained);
      for (int k = 0; k < count; k++) {
        double root = count == 1 ? 0 : last * k / (count - 1);
        visited.add((int) (root * root));
      }
      return toArray(visited);
    };
  }

  /**
   * Counted from the noisiest timestep, roots of evenly spaced squares from 0 to the square of
   * trained: sparse at much noise, half the even spacing at little (Zhu et al., DiffPIR, 2023).
   */
  static Spacing root(int count) {
    return trained -> {
      requireCount(count, trained);
      TreeSet<Integer> visited = new TreeSet<>();
      for (int k = 0; k < count; k++) {
        double share = count == 1 ? 0 : (double) k / (count - 1);
        visited.add(Math.max(0, trained - 1 - (int) (trained * Math.sqrt(share))));
      }
      return toArray(visited);
    };
  }

  private static int[] toArray(TreeSet<Integer> visited) {
    return visited.stream().mapToInt(Integer::intValue).toArray();
  }

  private static void requireCount(int count, int available) {
    if (count < 1 || count > available) {
      throw new IllegalArgumentException(
          "cannot visit %d of %d timesteps".formatted(count, available));
    }
  }
}
