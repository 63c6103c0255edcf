package io.tweedie.core.schedule;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The noise levels a sampler visits, from little noise (index 0) to almost pure noise (index size -
 * 1), and the training timestep that a network knows each level by.
 *
 * <p>x_t = sqrt(alphaBar_t) x_0 + sqrt(1 - alphaBar_t) epsilon, alphaBar_t the product of 1 -
 * beta_s for s up to t (Ho et al. 2020, equation 4). All arithmetic is in double precision.
 */
public final class NoiseSchedule {

  private final double[] alphaBar;
  private final double[] timesteps;
  private final double finalAlphaBar;

  private NoiseSchedule(double[] alphaBar, double[] timesteps, double finalAlphaBar) {
    this.alphaBar = alphaBar;
    this.timesteps = timesteps;
    this.finalAlphaBar = finalAlphaBar;
  }

  /**
   * A schedule from its betas.
   *
   * @param betas noise added by each training step, in (0, 1]
   */
  public static NoiseSchedule ofBetas(double... betas) {
    if (betas.length == 0 || Arrays.stream(betas).anyMatch(b -> !(b > 0 && b <= 1))) {
      throw new IllegalArgumentException("a schedule needs betas in (0, 1]");
    }
    double[] alphaBar = new double[betas.length];
    double product = 1;
    for (int t = 0; t < betas.length; t++) {
      product *= 1 - betas[t];
      alphaBar[t] = product;
    }
    return new NoiseSchedule(
        alphaBar, IntStream.range(0, betas.length).asDoubleStream().toArray(), 1);
  }

  /**
   * Betas from 1e-4 to 0.02, scaled by 1000 / steps (Ho et al. 2020).
   *
   * @param steps training timesteps, at least 20
   */
  public static NoiseSchedule linear(int steps) {
    double scale = 1000.0 / steps;
    return linear(steps, scale * 1e-4, scale * 0.02);
  }

  /** Betas evenly spaced from {@code first} to {@code last}. */
  public static NoiseSchedule linear(int steps, double first, double last) {
    return ofBetas(spaced(steps, first, last, beta -> beta));
  }

  /**
   * Betas whose square roots are evenly spaced: Stable Diffusion's "scaled linear", there from
   * 0.00085 to 0.012.
   */
  public static NoiseSchedule scaledLinear(int steps, double first, double last) {
    return ofBetas(spaced(steps, Math.sqrt(first), Math.sqrt(last), root -> root * root));
  }

  /**
   * alphaBar proportional to cos^2 of the time shifted by 0.008, betas at most 0.999 (Nichol and
   * Dhariwal 2021, equation 17).
   */
  public static NoiseSchedule cosine(int steps) {
    IntToDoubleFunction level =
        t -> Math.pow(Math.cos(((double) t / steps + 0.008) / 1.008 * Math.PI / 2), 2);
    return ofBetas(
        IntStream.range(0, steps)
            .mapToDouble(
                t -> Math.min(1 - level.applyAsDouble(t + 1) / level.applyAsDouble(t), 0.999))
            .toArray());
  }

  /**
   * A schedule by name: {@code linear}, {@code cosine} or {@code scaled-linear} with their usual
   * constants.
   *
   * @throws IllegalArgumentException for any other name
   */
  public static NoiseSchedule named(String name, int steps) {
    return switch (name) {
      case "linear" -> linear(steps);
      case "cosine" -> cosine(steps);
      case "scaled-linear" -> scaledLinear(steps, 0.00085, 0.012);
      default ->
          throw new IllegalArgumentException(
              "schedule '%s' is not known; choose linear, cosine or scaled-linear".formatted(name));
    };
  }

  private static double[] spaced(
      int steps, double first, double last, java.util.function.DoubleUnaryOperator map) {
    if (steps < 1) {
      throw new IllegalArgumentException("a schedule needs at least one step, got " + steps);
    }
    return IntStream.range(0, steps)
        .mapToDouble(t -> steps == 1 ? first : first + (last - first) * t / (steps - 1))
        .map(map)
        .toArray();
  }

  /** The schedule that visits only some of these levels, or levels between them. */
  public NoiseSchedule respace(Spacing spacing) {
    List<NoiseLevel> visited = spacing.levels(this);
    return new NoiseSchedule(
        visited.stream().mapToDouble(NoiseLevel::alphaBar).toArray(),
        visited.stream().mapToDouble(NoiseLevel::timestep).toArray(),
        finalAlphaBar);
  }

  /**
   * The same levels with less signal, so that the noisiest has almost none or none at all:
   * sqrt(alphaBar) is shifted to end at 0 and scaled to begin where it did (Lin et al., WACV 2024,
   * <a href="https://arxiv.org/abs/2305.08891">arXiv 2305.08891</a>, Algorithm 1).
   *
   * @param last alphaBar of the noisiest level in the place of 0, below that of the one before
   */
  public NoiseSchedule withTerminalAlphaBar(double last) {
    double first = Math.sqrt(alphaBar[0]);
    double lost = Math.sqrt(alphaBar[size() - 1]);
    double[] rescaled =
        Arrays.stream(alphaBar)
            .map(a -> (Math.sqrt(a) - lost) * first / (first - lost))
            .map(root -> root * root)
            .toArray();
    rescaled[size() - 1] = last;
    return new NoiseSchedule(rescaled, timesteps, finalAlphaBar);
  }

  /**
   * The same levels, of which the last step leads to another end than to no noise at all. That of
   * the first trained level, {@code alphaBar(0)}, is what diffusers means by {@code
   * set_alpha_to_one: false}.
   *
   * @param alphaBar at index -1, in (0, 1] and not below that of index 0
   */
  public NoiseSchedule withFinalAlphaBar(double alphaBar) {
    if (!(alphaBar >= alphaBar(0) && alphaBar <= 1)) {
      throw new IllegalArgumentException(
          "a run ends at an alphaBar from %s, its least noisy level, to 1, not at %s"
              .formatted(alphaBar(0), alphaBar));
    }
    return new NoiseSchedule(this.alphaBar, timesteps, alphaBar);
  }

  /** Index of the level whose noise, as a ratio, is nearest to a sigma above 0. */
  public int nearest(double sigma) {
    double wished = Math.log(sigma);
    return IntStream.range(0, size())
        .boxed()
        .min(Comparator.comparingDouble(i -> Math.abs(Math.log(level(i).sigma()) - wished)))
        .orElseThrow();
  }

  /**
   * The level at a real-valued index, whose sigma and timestep lie between those of its two
   * neighbours in a straight line.
   *
   * @param index in [0, size - 1]
   */
  public NoiseLevel between(double index) {
    if (!(index >= 0 && index <= size() - 1)) {
      throw new IllegalArgumentException(
          "a noise level lies between 0 and %d, not at %s".formatted(size() - 1, index));
    }
    int below = (int) index;
    double share = index - below;
    if (share == 0) {
      return level(below);
    }
    double sigma = (1 - share) * level(below).sigma() + share * level(below + 1).sigma();
    return NoiseLevel.ofSigma((1 - share) * timesteps[below] + share * timesteps[below + 1], sigma);
  }

  /**
   * The level of a sigma above 0, whose timestep lies between those of its two neighbours in a
   * straight line in ln(sigma); beyond the levels there are, it is that of the nearest.
   */
  public NoiseLevel ofSigma(double sigma) {
    int above = 1;
    while (above < size() - 1 && level(above).sigma() < sigma) {
      above++;
    }
    if (above >= size()) {
      return NoiseLevel.ofSigma(timesteps[0], sigma);
    }
    double from = Math.log(level(above - 1).sigma());
    double share = (Math.log(sigma) - from) / (Math.log(level(above).sigma()) - from);
    double inside = Math.min(1, Math.max(0, share));
    return NoiseLevel.ofSigma(
        timesteps[above - 1] + inside * (timesteps[above] - timesteps[above - 1]), sigma);
  }

  /** Number of levels. */
  public int size() {
    return alphaBar.length;
  }

  /** The level at an index, 0 the least noisy. */
  public NoiseLevel level(int index) {
    return new NoiseLevel(timesteps[index], alphaBar[index]);
  }

  /** alphaBar at an index; at index -1 that of the end: 1, no noise at all, unless it is set. */
  public double alphaBar(int index) {
    return index < 0 ? finalAlphaBar : alphaBar[index];
  }

  /** {@link NoiseLevel#sigma} at an index; at index -1 that of the end. */
  public double sigma(int index) {
    return new NoiseLevel(0, alphaBar(index)).sigma();
  }

  /**
   * Half the logarithm of the signal-to-noise ratio, lambda in the papers on DPM-Solver: -ln of
   * {@link #sigma}, infinite where there is no noise.
   */
  public double lambda(int index) {
    return -Math.log(sigma(index));
  }

  /** The beta of the step from index - 1 to index: 1 - alphaBar / alphaBarPrevious. */
  public double beta(int index) {
    return 1 - alphaBar(index) / alphaBar(index - 1);
  }

  /**
   * Variance of q(x_{t-1} | x_t, x_0): beta (1 - alphaBarPrevious) / (1 - alphaBar) (Ho et al.
   * 2020, equation 7). Zero at index 0.
   */
  public double posteriorVariance(int index) {
    return beta(index) * (1 - alphaBar(index - 1)) / (1 - alphaBar(index));
  }

  /** The training timesteps visited, ascending; not all of them need be whole. */
  public double[] timesteps() {
    return timesteps.clone();
  }
}
