package io.tweedie.core.schedule;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which noise levels a shortened run visits. Every spacing visits as many as it was asked for or
 * refuses, and its text is what {@link #parse} reads.
 */
public sealed interface Spacing
    permits Spacing.Whole, Linspace, RoundedLinspace, Karras, AllButLast {

  /**
   * The visited levels, the least noisy first.
   *
   * @param trained the training schedule
   * @throws IllegalArgumentException if as many cannot be visited
   */
  List<NoiseLevel> levels(NoiseSchedule trained);

  /** Number of levels that it visits. */
  int count();

  /** The same kind of spacing with another number of levels. */
  Spacing withCount(int count);

  /** A spacing that visits levels of the training and none between them. */
  sealed interface Whole extends Spacing {

    /**
     * The visited timesteps.
     *
     * @param trained the training schedule
     * @return ascending, distinct, each in [0, trained.size())
     * @throws IllegalArgumentException if as many cannot be visited
     */
    int[] timesteps(NoiseSchedule trained);

    @Override
    default List<NoiseLevel> levels(NoiseSchedule trained) {
      return Arrays.stream(timesteps(trained)).mapToObj(trained::level).toList();
    }
  }

  /**
   * Reads a spacing as users write it: {@code 250} or {@code 10,20,30} (guided-diffusion's
   * sections), {@code ddim50} (its fixed stride), {@code uniform:100} or {@code uniform:100,1},
   * {@code trailing:100}, {@code quadratic:100}, {@code root:100}, {@code geometric:6,0.4,0.03},
   * {@code linspace:100}, {@code rounded-linspace:100}, {@code karras:} or {@code all-but-last:}
   * before another spacing.
   *
   * @throws IllegalArgumentException if the text is none of these
   */
  static Spacing parse(String text) {
    for (Karras.Asked asked : Karras.Asked.values()) {
      if (text.startsWith(asked.prefix())) {
        return new Karras(parse(text.substring(asked.prefix().length())), asked);
      }
    }
    if (text.startsWith(AllButLast.PREFIX)) {
      return new AllButLast(parse(text.substring(AllButLast.PREFIX.length())));
    }
    try {
      if (text.startsWith("ddim")) {
        return new FixedStride(Integer.parseInt(text.substring(4)));
      }
      int colon = text.indexOf(':');
      String[] numbers = text.substring(colon + 1).split(",", -1);
      if (colon < 0) {
        return new Sections(Arrays.stream(numbers).map(Integer::valueOf).toList());
      }
      int count = Integer.parseInt(numbers[0]);
      String kind = text.substring(0, colon);
      if (kind.equals("geometric") && numbers.length == 3) {
        return new Geometric(count, Double.parseDouble(numbers[1]), Double.parseDouble(numbers[2]));
      }
      if (kind.equals("uniform") && numbers.length == 2) {
        return new Uniform(count, Integer.parseInt(numbers[1]));
      }
      if (numbers.length > 1) {
        throw new NumberFormatException();
      }
      return switch (kind) {
        case "uniform" -> new Uniform(count);
        case "trailing" -> new Trailing(count);
        case "quadratic" -> new Quadratic(count);
        case "root" -> new Root(count);
        case "linspace" -> new Linspace(count);
        case "rounded-linspace" -> new RoundedLinspace(count);
        default -> throw new NumberFormatException();
      };
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "steps '"
              + text
              + "' are not known; write 250, 10,20,30, ddim50, uniform:100, trailing:100,"
              + " quadratic:100, root:100, geometric:6,0.4,0.03, linspace:100, rounded-linspace:100,"
              + " karras:20 or all-but-last:uniform:101,1",
          e);
    }
  }

  /**
   * Divides the timesteps into equal sections and visits the given number in each, from its first
   * to its last, as guided-diffusion does.
   *
   * @param counts of the sections, the one of least noise first
   */
  record Sections(List<Integer> counts) implements Whole {

    /** Copies the counts. */
    public Sections {
      counts = List.copyOf(counts);
    }

    /** One section. */
    public Sections(int count) {
      this(List.of(count));
    }

    @Override
    public int[] timesteps(NoiseSchedule trained) {
      TreeSet<Integer> visited = new TreeSet<>();
      int start = 0;
      for (int i = 0; i < counts.size(); i++) {
        int length = trained.size() / counts.size() + (i < trained.size() % counts.size() ? 1 : 0);
        int count = counts.get(i);
        requireCount(count, length);
        double stride = count == 1 ? 1 : (double) (length - 1) / (count - 1);
        double position = 0;
        for (int k = 0; k < count; k++) {
          visited.add(start + (int) Math.rint(position));
          position += stride;
        }
        start += length;
      }
      return visited.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public int count() {
      return counts.stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public Spacing withCount(int count) {
      return new Sections(count);
    }

    @Override
    public String toString() {
      return counts.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
  }

  /**
   * The smallest integer stride that visits exactly so many timesteps from 0.
   *
   * @param count of timesteps
   */
  record FixedStride(int count) implements Whole {

    @Override
    public int[] timesteps(NoiseSchedule trained) {
      int size = trained.size();
      requireCount(count, size);
      for (int stride = 1; stride <= size; stride++) {
        if ((size + stride - 1) / stride == count) {
          int s = stride;
          return IntStream.range(0, count).map(k -> k * s).toArray();
        }
      }
      throw new IllegalArgumentException(
          "no whole stride visits %d of %d timesteps; write %d for fractional strides"
              .formatted(count, size, count));
    }

    /** With fractional strides, as few numbers have a whole one. */
    @Override
    public Spacing withCount(int count) {
      return new Sections(count);
    }

    @Override
    public String toString() {
      return "ddim" + count;
    }
  }

  /**
   * o, o + s, o + 2s, ... with s = trained / count rounded down: "leading" in diffusers, where o is
   * called {@code steps_offset}.
   *
   * @param count of timesteps
   * @param offset o, the first timestep, at least 0
   */
  record Uniform(int count, int offset) implements Whole {

    /** Refuses negative offsets. */
    public Uniform {
      if (offset < 0) {
        throw new IllegalArgumentException("the offset of steps is at least 0, not " + offset);
      }
    }

    /** From timestep 0. */
    public Uniform(int count) {
      this(count, 0);
    }

    @Override
    public int[] timesteps(NoiseSchedule trained) {
      requireCount(count, trained.size());
      int stride = trained.size() / count;
      int[] visited = IntStream.range(0, count).map(k -> offset + k * stride).toArray();
      if (visited[count - 1] >= trained.size()) {
        throw new IllegalArgumentException(
            "%s would visit timestep %d, but there are %d of them, counted from 0"
                .formatted(this, visited[count - 1], trained.size()));
      }
      return visited;
    }

    @Override
    public Spacing withCount(int count) {
      return new Uniform(count, offset);
    }

    @Override
    public String toString() {
      return "uniform:" + count + (offset == 0 ? "" : "," + offset);
    }
  }

  /**
   * Even spacing that ends at the last, noisiest timestep: "trailing" in diffusers.
   *
   * @param count of timesteps
   */
  record Trailing(int count) implements Whole {

    @Override
    public int[] timesteps(NoiseSchedule trained) {
      requireCount(count, trained.size());
      double stride = (double) trained.size() / count;
      return IntStream.rangeClosed(1, count).map(k -> (int) Math.rint(k * stride) - 1).toArray();
    }

    @Override
    public Spacing withCount(int count) {
      return new Trailing(count);
    }

    @Override
    public String toString() {
      return "trailing:" + count;
    }
  }

  /**
   * Squares of evenly spaced roots from 0 to sqrt(0.8 trained), dense at little noise (Song et al.
   * 2021, appendix D.2). Where whole numbers are too coarse for that, every timestep is visited.
   *
   * @param count of timesteps
   */
  record Quadratic(int count) implements Whole {

    private static final double REACH = 0.8;

    @Override
    public int[] timesteps(NoiseSchedule trained) {
      requireCount(count, trained.size());
      double last = Math.sqrt(REACH * trained.size());
      int[] wished =
          IntStream.range(0, count)
              .map(k -> count == 1 ? 0 : (int) square(last * k / (count - 1)))
              .toArray();
      return distinct(wished, this, trained);
    }

    private static double square(double x) {
      return x * x;
    }

    @Override
    public Spacing withCount(int count) {
      return new Quadratic(count);
    }

    @Override
    public String toString() {
      return "quadratic:" + count;
    }
  }

  /**
   * Counted from the noisiest timestep, roots of evenly spaced squares from 0 to the square of
   * trained: sparse at much noise, half the even spacing at little (Zhu et al., DiffPIR, 2023).
   * Where whole numbers are too coarse for that, every timestep is visited.
   *
   * @param count of timesteps
   */
  record Root(int count) implements Whole {

    @Override
    public int[] timesteps(NoiseSchedule trained) {
      int size = trained.size();
      requireCount(count, size);
      int[] wished = new int[count];
      for (int k = 0; k < count; k++) {
        double share = count == 1 ? 0 : (double) k / (count - 1);
        wished[count - 1 - k] = Math.max(0, size - 1 - (int) (size * Math.sqrt(share)));
      }
      return distinct(wished, this, trained);
    }

    @Override
    public Spacing withCount(int count) {
      return new Root(count);
    }

    @Override
    public String toString() {
      return "root:" + count;
    }
  }

  /**
   * Noise levels in geometric progression, in sigma = sqrt((1 - alphaBar) / alphaBar), the standard
   * deviation of the noise beside an image in [-1, 1]: each step removes the same share of it. A
   * run over them may begin at little noise, from a guess at the image.
   *
   * @param count of timesteps; of one, it is that of {@code largest}
   * @param largest sigma of the first level, above 0; the noisiest trained level where that has
   *     less noise
   * @param smallest sigma of the last level, above 0 and at most {@code largest}
   */
  record Geometric(int count, double largest, double smallest) implements Whole {

    /** Refuses levels that do not go down. */
    public Geometric {
      if (!(smallest > 0 && smallest <= largest && Double.isFinite(largest))) {
        throw new IllegalArgumentException(
            "geometric steps go from a sigma down to another above 0, as in geometric:6,0.4,0.03,"
                + " not from %s to %s".formatted(largest, smallest));
      }
    }

    @Override
    public int[] timesteps(NoiseSchedule trained) {
      requireCount(count, trained.size());
      double first = Math.min(largest, trained.level(trained.size() - 1).sigma());
      double ratio = Math.min(smallest, first) / first;
      int[] wished = new int[count];
      for (int k = 0; k < count; k++) {
        double share = count == 1 ? 0 : (double) k / (count - 1);
        wished[count - 1 - k] = trained.nearest(first * Math.pow(ratio, share));
      }
      return distinct(wished, this, trained);
    }

    @Override
    public Spacing withCount(int count) {
      return new Geometric(count, largest, smallest);
    }

    @Override
    public String toString() {
      return "geometric:%d,%s,%s".formatted(count, largest, smallest);
    }
  }

  /**
   * The nearest timesteps above the wished ones that differ from each other.
   *
   * @param wished ascending
   */
  private static int[] distinct(int[] wished, Spacing spacing, NoiseSchedule trained) {
    int[] visited = wished.clone();
    int last = wished[wished.length - 1];
    for (int k = 1; k < visited.length; k++) {
      visited[k] = Math.max(visited[k], visited[k - 1] + 1);
    }
    if (visited[visited.length - 1] > last) {
      throw new IllegalArgumentException(
          "%s asks for more noise levels than there are: at most %d of %d timesteps lie there"
              .formatted(spacing, last - wished[0] + 1, trained.size()));
    }
    return visited;
  }

  /** Refuses to visit none, or more than there are. */
  static void requireCount(int count, int available) {
    if (count < 1 || count > available) {
      throw new IllegalArgumentException(
          "cannot visit %d of %d timesteps".formatted(count, available));
    }
  }
}
