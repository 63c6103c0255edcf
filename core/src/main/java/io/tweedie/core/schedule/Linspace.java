package io.tweedie.core.schedule;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Levels at evenly spaced timesteps from the first to the last, which may lie between those of the
 * training: "linspace" of diffusers' schedulers after k-diffusion. Its others round the timesteps
 * ({@link RoundedLinspace}).
 *
 * @param count of levels; of one, it is the least noisy, as there
 */
public record Linspace(int count) implements Spacing {

  @Override
  public List<NoiseLevel> levels(NoiseSchedule trained) {
    Spacing.requireCount(count, trained.size());
    double stride = count == 1 ? 0 : (double) (trained.size() - 1) / (count - 1);
    return IntStream.range(0, count)
        .mapToObj(k -> trained.between(Math.min(k * stride, trained.size() - 1)))
        .toList();
  }

  @Override
  public Spacing withCount(int count) {
    return new Linspace(count);
  }

  @Override
  public String toString() {
    return "linspace:" + count;
  }
}
