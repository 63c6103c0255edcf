package io.tweedie.train;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;

import io.tweedie.models.nn.ClassifyingNetwork;
import io.tweedie.train.data.Examples;
import io.tweedie.train.data.TrainingImages;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/** A classifier of clean images: cross-entropy. */
final class CleanClassification implements Objective {

  private static final double[] CLEAN = {0};

  private final Recipe recipe;
  private final ClassifyingNetwork network;
  private final LabelledSplit split;
  private final TrainingImages images;

  /** Takes over the network. */
  CleanClassification(Recipe recipe, ClassifyingNetwork network, LabelledSplit split) {
    this.recipe = recipe;
    this.network = network;
    this.split = split;
    images = split.shuffled(recipe.seed());
  }

  @Override
  public ClassifyingNetwork network() {
    return network;
  }

  @Override
  public Tensor loss(long step, SplittableRandom random) {
    Examples examples = images.batch(step, recipe.batch(), random);
    Tensor logits = network.forward(examples.images(), CLEAN, recipe.compute());
    return cross_entropy_loss(logits, examples.labels());
  }

  @Override
  public Assessment assess() {
    Accuracy accuracy =
        split.fold(split.heldBack(), examples -> Accuracy.of(network, examples, CLEAN[0]));
    return new Assessment(accuracy.meanLoss(), "accuracy", Map.of("clean", accuracy.percent()));
  }

  /** There is nothing to see beside the curves. */
  @Override
  public void draw(Path folder) {}

  @Override
  public Optional<String> test() {
    Accuracy accuracy =
        split.fold(split.test(), examples -> Accuracy.of(network, examples, CLEAN[0]));
    return Optional.of(
        String.format(
            Locale.ROOT,
            "test accuracy %.2f %% (%d of %d images)",
            accuracy.percent(),
            accuracy.correct(),
            accuracy.images()));
  }

  @Override
  public void close() {
    network.close();
  }
}
