package io.tweedie.train;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;

import io.tweedie.core.random.RandomStream;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.models.nn.ClassifyingNetwork;
import io.tweedie.train.data.Examples;
import io.tweedie.train.data.LabelledImages;
import io.tweedie.train.data.TrainingImages;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/**
 * A classifier of noisy images: cross-entropy at random noise levels (Dhariwal and Nichol 2021,
 * section 4.1), perhaps of noisy images under attack (Kawar et al. 2023).
 */
final class NoisyClassification implements Objective {

  /** Timesteps at which accuracy is measured. */
  private static final int[] MEASURED = {0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 999};

  private static final int[] TESTED = {0, 250, 500, 750};

  private final Recipe recipe;
  private final ClassifyingNetwork network;
  private final LabelledSplit split;
  private final TrainingImages images;
  private final NoiseSchedule schedule;
  private final NoiseLevels levels;
  private final Optional<Adversary> adversary;
  private Map<Integer, Accuracy> measured = Map.of();

  /** Takes over the network. */
  NoisyClassification(Recipe recipe, ClassifyingNetwork network, LabelledSplit split) {
    this.recipe = recipe;
    this.network = network;
    this.split = split;
    images = split.shuffled(recipe.seed());
    schedule = recipe.noiseSchedule();
    levels = recipe.levels().over(schedule);
    adversary = Adversary.of(recipe, network);
  }

  @Override
  public ClassifyingNetwork network() {
    return network;
  }

  @Override
  public Tensor loss(long step, SplittableRandom random) {
    Examples examples = images.batch(step, recipe.batch(), random);
    int[] timesteps = levels.draw(recipe.batch(), random);
    NoisedBatch noised = noised(examples, timesteps, random.nextLong());
    Examples noisy = new Examples(noised.xt(), examples.labels());
    Tensor seen =
        adversary.isPresent()
            ? adversary.get().attacked(noisy, noised.timesteps(), step, random)
            : noisy.images();
    Tensor logits = network.forward(seen, noised.timesteps(), recipe.compute());
    return cross_entropy_loss(logits, examples.labels());
  }

  private NoisedBatch noised(Examples examples, int[] timesteps, long seed) {
    Tensor noise = new RandomStream(seed).normal(examples.images().shape());
    return NoisedBatch.of(examples.images(), noise, timesteps, schedule);
  }

  @Override
  public Assessment assess() {
    measured = measure(split.heldBack(), MEASURED);
    Map<String, Double> percent = new LinkedHashMap<>();
    measured.forEach((t, accuracy) -> percent.put("t" + t, accuracy.percent()));
    double loss =
        measured.values().stream().mapToDouble(Accuracy::meanLoss).average().orElseThrow();
    return new Assessment(loss, "accuracy", percent);
  }

  private Map<Integer, Accuracy> measure(LabelledImages among, int[] timesteps) {
    Map<Integer, Accuracy> accuracies = new LinkedHashMap<>();
    for (int t : timesteps) {
      accuracies.put(t, split.fold(among, examples -> accuracy(examples, t)));
    }
    return accuracies;
  }

  private Accuracy accuracy(Examples examples, int t) {
    int[] timesteps = new int[(int) examples.images().size(0)];
    Arrays.fill(timesteps, t);
    NoisedBatch noised = noised(examples, timesteps, 1000 + t);
    return Accuracy.of(network, new Examples(noised.xt(), examples.labels()), t);
  }

  @Override
  public void draw(Path folder) {
    double[] timesteps = measured.keySet().stream().mapToDouble(t -> t).toArray();
    double[] percent = measured.values().stream().mapToDouble(Accuracy::percent).toArray();
    new Curves("accuracy by noise level", "timestep")
        .addMarked("accuracy in percent", timesteps, percent)
        .write(folder.resolve("accuracy-by-noise.png"));
  }

  @Override
  public Optional<String> test() {
    StringBuilder text = new StringBuilder("test accuracy");
    measure(split.test(), TESTED)
        .forEach(
            (t, accuracy) ->
                text.append(
                    String.format(Locale.ROOT, "  t = %d: %.2f %%", t, accuracy.percent())));
    return Optional.of(text.toString());
  }

  @Override
  public void close() {
    network.close();
  }
}
