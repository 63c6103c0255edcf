package io.tweedie.train;

import io.tweedie.core.attack.Aim;
import io.tweedie.core.attack.ImageClassifier;
import io.tweedie.core.attack.Kept;
import io.tweedie.core.attack.ProjectedGradient;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.tensor.Batching;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.nn.ClassifyingNetwork;
import io.tweedie.train.data.Examples;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/** Changes images as an attack on the network that learns from them does. */
final class Adversary {

  private static final double[] CLEAN = {0};

  private final Recipe recipe;
  private final ClassifyingNetwork network;
  private final Compute compute;

  private Adversary(Recipe recipe, ClassifyingNetwork network) {
    this.recipe = recipe;
    this.network = network;
    this.compute = recipe.compute().with(Batching.FAST);
  }

  /** That of a recipe, if it has one. */
  static Optional<Adversary> of(Recipe recipe, ClassifyingNetwork network) {
    return Optional.ofNullable(recipe.attack()).map(attack -> new Adversary(recipe, network));
  }

  /**
   * Clean images of a step, attacked from a random start to the end.
   *
   * @param random the step's random numbers
   */
  Tensor attacked(Examples clean, long step, SplittableRandom random) {
    ProjectedGradient attack = recipe.attack().at(step, recipe.steps(), Kept.LAST);
    return whileFrozen(attack, clean, CLEAN, random.nextLong());
  }

  /**
   * Noisy images of a step, attacked until they are missed (Kawar et al. 2023, section 3).
   *
   * @param timesteps how noisy each is
   * @param random the step's random numbers
   */
  Tensor attacked(Examples noisy, double[] timesteps, long step, SplittableRandom random) {
    ProjectedGradient attack = recipe.attack().at(step, recipe.steps(), Kept.FIRST).unlimited();
    return whileFrozen(attack, noisy, timesteps, random.nextLong());
  }

  /** A network under attack uses the statistics that it keeps, and moves none. */
  private Tensor whileFrozen(
      ProjectedGradient attack, Examples examples, double[] timesteps, long seed) {
    network.train(false);
    try {
      return run(attack, examples, timesteps, seed);
    } finally {
      network.train(true);
    }
  }

  /** Clean images as the worst that a thorough attack finds of them. */
  Examples measured(Examples clean) {
    Tensor attacked = run(recipe.attack().measured(), clean, CLEAN, 0);
    return new Examples(attacked, clean.labels());
  }

  private Tensor run(ProjectedGradient attack, Examples examples, double[] timesteps, long seed) {
    ImageClassifier classifier = x -> network.forward(x, timesteps, compute);
    long[] images = LongStream.range(0, examples.images().size(0)).toArray();
    return attack.attack(
        classifier,
        examples.images(),
        Aim.awayFrom(examples.labels()),
        new KeyedNoise(seed, images));
  }
}
