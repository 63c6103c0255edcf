package io.tweedie.demo.gan;

import io.tweedie.train.Curves;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * For a fixed generator the best discriminator is D*(x) = p(x) / (p(x) + q(x)), p the density of
 * the data and q that of what is generated, and the game then has the value 2 JSD(p, q) - ln 4
 * (Goodfellow et al. 2014, proposition 1 and theorem 1). Shown with two normal distributions, where
 * D* is known.
 *
 * @param real p
 * @param generated q
 * @param seed of the discriminator and the samples it learns from
 */
public record OptimalDiscriminator(Normal real, Normal generated, long seed) {

  /**
   * A discriminator that was trained for some time.
   *
   * @param steps of training
   * @param meanError E|D - D*| where half of the numbers are real
   * @param value E ln D(x) + E ln(1 - D(G(z))), in nats
   */
  public record Learned(int steps, double meanError, double value) {}

  /** D*(x). */
  public double best(double x) {
    return sigmoid(bestLogit(x));
  }

  private double bestLogit(double x) {
    return real.logDensity(x) - generated.logDensity(x);
  }

  private static double sigmoid(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  /** The value of the game for the best discriminator, 2 JSD(p, q) - ln 4, in nats. */
  public double bestValue() {
    return value(Arrays.stream(cells().middles()).map(this::bestLogit).toArray());
  }

  /** How much the best discriminator believes what is generated: E D*(G(z)). */
  public double bestTrust() {
    double[] x = cells().middles();
    return cells().integral(i -> generated.density(x[i]) * best(x[i]));
  }

  private Cells cells() {
    return Cells.of(real, generated);
  }

  /**
   * Trains a discriminator and looks at it in between.
   *
   * @param steps when to look, ascending
   * @param picture file that D after the last step is drawn into, beside D*, p and q
   */
  public List<Learned> learn(List<Integer> steps, Path picture) {
    double[] x = cells().middles();
    double[] logits = {};
    List<Learned> seen = new ArrayList<>();
    try (LineDiscriminator discriminator = new LineDiscriminator(real, generated, seed)) {
      for (int step : steps) {
        discriminator.trainTo(step);
        logits = discriminator.averagedLogits(x);
        seen.add(new Learned(step, meanError(x, logits), value(logits)));
      }
    }
    new Curves("what a discriminator learns", "x")
        .between(Math.floor(x[0] / 2), Math.ceil(x[x.length - 1] / 2))
        .add("D*", x, Arrays.stream(x).map(this::best).toArray())
        .addPoints("D", x, Arrays.stream(logits).map(OptimalDiscriminator::sigmoid).toArray())
        .add("p (data)", x, Arrays.stream(x).map(real::density).toArray())
        .add("q (generated)", x, Arrays.stream(x).map(generated::density).toArray())
        .write(picture);
    return seen;
  }

  private double meanError(double[] x, double[] logits) {
    return cells()
        .integral(
            i ->
                (real.density(x[i]) + generated.density(x[i]))
                    / 2
                    * Math.abs(sigmoid(logits[i]) - best(x[i])));
  }

  private double value(double[] logits) {
    double[] x = cells().middles();
    return cells()
        .integral(
            i ->
                -real.density(x[i]) * softplus(-logits[i])
                    - generated.density(x[i]) * softplus(logits[i]));
  }

  /** ln(1 + e^x) without overflow. */
  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }
}
