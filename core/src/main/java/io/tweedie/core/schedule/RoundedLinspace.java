package io.tweedie.core.schedule;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Evenly spaced timesteps from the first to the last, each rounded to a whole one: "linspace" in
 * diffusers. {@link Spacing.Sections} adds up strides, as guided-diffusion does, and so rounds some
 * halves the other way.
 *
 * @param count of levels; of one, it is the least noisy
 */
public record RoundedLinspace(int count) implements Spacing {

  @Override
  public List<NoiseLevel> levels(NoiseSchedule trained) {
    Spacing.requireCount(count, trained.size());
    double stride = count == 1 ? 0 : (double) (trained.size() - 1) / (count - 1);
    return IntStream.range(0, count)
        .mapToObj(k -> trained.level((int) Math.rint(k * stride)))
        .toList();
  }

  @Override
  public Spacing withCount(int count) {
    return new RoundedLinspace(count);
  }

  @Override
  public String toString() {
    return "rounded-linspace:" + count;
  }
}
