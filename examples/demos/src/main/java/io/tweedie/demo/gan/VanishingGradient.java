package io.tweedie.demo.gan;

import static org.bytedeco.pytorch.global.torch.grad;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.tweedie.train.Curves;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * What a generator learns from a discriminator. The generator moves a normal distribution along the
 * line, G(z) = theta + z; how strongly its loss asks it to is the derivative by theta. With the
 * minimax loss that dies away as the discriminator becomes sure, with the non-saturating loss it
 * does not (Goodfellow et al. 2014, section 3; Arjovsky and Bottou 2017, theorem 2.4).
 *
 * @param real distribution of the data
 * @param generated where the generator stands
 * @param seed of the discriminator and of all samples
 */
public record VanishingGradient(Normal real, Normal generated, long seed) {

  private static final int SAMPLES = 20_000;

  /**
   * The pull on a generator.
   *
   * @param at steps that the discriminator was trained, or the distance between two distributions
   * @param discriminatorLoss 0 if it is never wrong, ln 4 if it knows nothing
   * @param minimax |d/d theta| of the minimax loss
   * @param nonSaturating |d/d theta| of the non-saturating loss
   */
  public record Pull(double at, double discriminatorLoss, double minimax, double nonSaturating) {}

  /**
   * Trains a discriminator and asks in between.
   *
   * @param steps when to ask, ascending
   * @param picture file that both gradients are drawn into
   */
  public List<Pull> learn(List<Integer> steps, Path picture) {
    List<Pull> pulls = new ArrayList<>();
    try (LineDiscriminator discriminator = new LineDiscriminator(real, generated, seed)) {
      for (int step : steps) {
        discriminator.trainTo(step);
        pulls.add(
            new Pull(
                step,
                loss(discriminator),
                pull(GanLoss.MINIMAX, discriminator),
                pull(GanLoss.NON_SATURATING, discriminator)));
      }
    }
    draw(pulls, "training steps of the discriminator", picture);
    return pulls;
  }

  private static void draw(List<Pull> pulls, String axis, Path picture) {
    double[] at = pulls.stream().mapToDouble(Pull::at).toArray();
    new Curves("pull on the generator", axis)
        .logarithmic()
        .add("minimax", at, pulls.stream().mapToDouble(Pull::minimax).toArray())
        .add("non-saturating", at, pulls.stream().mapToDouble(Pull::nonSaturating).toArray())
        .write(picture);
  }

  private double loss(LineDiscriminator discriminator) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor x = real.sample(SAMPLES, seed + 1);
      Tensor fake = generated.sample(SAMPLES, seed + 2);
      return GanLoss.discriminator(discriminator.logits(x), discriminator.logits(fake))
          .item_double();
    }
  }

  private double pull(GanLoss loss, LineDiscriminator discriminator) {
    try (PointerScope scope = new PointerScope()) {
      Tensor theta = zeros(1).set_requires_grad(true);
      Tensor fake = generated.sample(SAMPLES, seed + 2).add(theta);
      TensorVector gradient =
          grad(
              new TensorVector(loss.generator(discriminator.logits(fake))),
              new TensorVector(theta),
              new TensorVector(),
              new BoolOptional(false),
              false,
              false);
      return Math.abs(gradient.get(0).item_double());
    }
  }

  /**
   * The pull that the best discriminator leaves, for two normal distributions of deviation 1: ln(D*
   * / (1 - D*)) has the slope -distance, so that the minimax loss pulls with distance E[D*(G(z))],
   * the non-saturating one with distance E[1 - D*(G(z))].
   *
   * @param distances between their means, above 0
   * @param picture file that both gradients are drawn into
   */
  public static List<Pull> ofTheBest(List<Double> distances, Path picture) {
    List<Pull> pulls = distances.stream().map(VanishingGradient::ofTheBest).toList();
    draw(pulls, "distance", picture);
    return pulls;
  }

  private static Pull ofTheBest(double distance) {
    OptimalDiscriminator game =
        new OptimalDiscriminator(new Normal(0, 1), new Normal(distance, 1), 0);
    double trust = game.bestTrust();
    return new Pull(distance, -game.bestValue(), distance * trust, distance * (1 - trust));
  }
}
