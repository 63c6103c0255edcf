package io.tweedie.train;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;

import io.tweedie.models.nn.ClassifyingNetwork;
import io.tweedie.train.data.Examples;
import io.tweedie.train.data.LabelledImages;
import io.tweedie.train.data.TrainingImages;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/**
 * A classifier of clean images: cross-entropy, perhaps of images under attack (Madry et al. 2018,
 * equation 2.1).
 */
final class CleanClassification implements Objective {

  private static final double[] CLEAN = {0};

  private final Recipe recipe;
  private final ClassifyingNetwork network;
  private final LabelledSplit split;
  private final TrainingImages images;
  private final Optional<Adversary> adversary;

  /** Takes over the network. */
  CleanClassification(Recipe recipe, ClassifyingNetwork network, LabelledSplit split) {
    this.recipe = recipe;
    this.network = network;
    this.split = split;
    images = split.shuffled(recipe.seed());
    adversary = Adversary.of(recipe, network);
  }

  @Override
  public ClassifyingNetwork network() {
    return network;
  }

  @Override
  public Tensor loss(long step, SplittableRandom random) {
    Examples examples = images.batch(step, recipe.batch(), random);
    Tensor seen =
        adversary.isPresent()
            ? adversary.get().attacked(examples, step, random)
            : examples.images();
    Tensor logits = network.forward(seen, CLEAN, recipe.compute());
    return cross_entropy_loss(logits, examples.labels());
  }

  @Override
  public Assessment assess() {
    Accuracy clean = clean(split.heldBack());
    Map<String, Double> percent = new LinkedHashMap<>();
    percent.put("clean", clean.percent());
    Optional<Accuracy> attacked = attacked(split.heldBack());
    attacked.ifPresent(accuracy -> percent.put("attacked", accuracy.percent()));
    return new Assessment(attacked.orElse(clean).meanLoss(), "accuracy", percent);
  }

  private Accuracy clean(LabelledImages among) {
    return split.fold(among, examples -> Accuracy.of(network, examples, CLEAN[0]));
  }

  private Optional<Accuracy> attacked(LabelledImages among) {
    return adversary.map(
        a -> split.fold(among, clean -> Accuracy.of(network, a.measured(clean), CLEAN[0])));
  }

  /** There is nothing to see beside the curves. */
  @Override
  public void draw(Path folder) {}

  @Override
  public Optional<String> test() {
    String ofClean = text("test accuracy", clean(split.test()));
    return Optional.of(
        attacked(split.test())
            .map(accuracy -> ofClean + text(", under attack", accuracy))
            .orElse(ofClean));
  }

  private static String text(String what, Accuracy accuracy) {
    return String.format(
        Locale.ROOT,
        "%s %.2f %% (%d of %d images)",
        what,
        accuracy.percent(),
        accuracy.correct(),
        accuracy.images());
  }

  @Override
  public void close() {
    network.close();
  }
}
