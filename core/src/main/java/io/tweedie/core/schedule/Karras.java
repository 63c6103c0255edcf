package io.tweedie.core.schedule;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Noise levels whose sigma^(1/7) is evenly spaced, dense at little noise (Karras et al., NeurIPS
 * 2022, <a href="https://arxiv.org/abs/2206.00364">arXiv 2206.00364</a>, equation 5).
 *
 * @param ends between whose least and most noise they lie, and as many
 * @param asked the timesteps at which the prior is asked of them
 */
public record Karras(Spacing ends, Asked asked) implements Spacing {

  private static final double RHO = 7;

  /** What the prior is told of a level between two of its training. */
  public enum Asked {
    /** The timestep between theirs, linear in ln(sigma). */
    BETWEEN,
    /** The whole timestep next to that, as diffusers' DPM-Solver and UniPC: slightly off. */
    ROUNDED;

    String prefix() {
      return this == BETWEEN ? "karras:" : "karras-rounded:";
    }

    private double of(double timestep) {
      return this == BETWEEN ? timestep : Math.rint(timestep);
    }
  }

  /** Asks between the timesteps. */
  public Karras(Spacing ends) {
    this(ends, Asked.BETWEEN);
  }

  @Override
  public List<NoiseLevel> levels(NoiseSchedule trained) {
    List<NoiseLevel> around = ends.levels(trained);
    int last = around.size() - 1;
    double least = Math.pow(around.get(0).sigma(), 1 / RHO);
    double most = Math.pow(around.get(last).sigma(), 1 / RHO);
    return IntStream.rangeClosed(0, last)
        .mapToObj(
            k ->
                k == 0 || k == last
                    ? around.get(k)
                    : level(trained, Math.pow(least + (most - least) * k / last, RHO)))
        .toList();
  }

  private NoiseLevel level(NoiseSchedule trained, double sigma) {
    NoiseLevel exact = trained.ofSigma(sigma);
    return new NoiseLevel(asked.of(exact.timestep()), exact.alphaBar());
  }

  @Override
  public int count() {
    return ends.count();
  }

  @Override
  public Spacing withCount(int count) {
    return new Karras(ends.withCount(count), asked);
  }

  @Override
  public String toString() {
    return asked.prefix() + ends;
  }
}
