package io.tweedie.train;

import static org.bytedeco.pytorch.global.torch.mse_loss;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.random.RandomStream;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.models.nn.DenoisingNetwork;
import io.tweedie.train.data.Examples;
import io.tweedie.train.data.TrainingImages;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/**
 * A denoiser: |output - target|^2 at random noise levels (Ho et al. 2020, algorithm 1). A
 * class-conditional one is told the class of each image, and the null label in its place now and
 * then (Ho and Salimans 2022, algorithm 1).
 */
final class DenoisingObjective implements Objective {

  private final Recipe recipe;
  private final NoiseSchedule schedule;
  private final NoiseLevels levels;
  private final DenoisingNetwork network;
  private final TrainingImages images;
  private final Validation validation;
  private final Optional<SampleSheet> sheet;

  /**
   * Takes over the network, the images and the validation.
   *
   * @param sheet of samples, for networks that make whole images of classes
   */
  DenoisingObjective(
      Recipe recipe,
      DenoisingNetwork network,
      TrainingImages images,
      Validation validation,
      Optional<SampleSheet> sheet) {
    this.recipe = recipe;
    this.network = network;
    this.images = images;
    this.validation = validation;
    this.sheet = sheet;
    schedule = recipe.noiseSchedule();
    levels = recipe.levels().over(schedule);
  }

  @Override
  public DenoisingNetwork network() {
    return network;
  }

  @Override
  public Tensor loss(long step, SplittableRandom random) {
    Shown shown = shown(step, random);
    return loss(shown, told(shown.examples().labels(), random));
  }

  /**
   * What a step shows the network.
   *
   * @param noise as the images, standard normal
   * @param timesteps one for each image
   */
  record Shown(Examples examples, Tensor noise, int[] timesteps) {}

  /** What a step shows; its arguments are those of {@link #loss(long, SplittableRandom)}. */
  Shown shown(long step, SplittableRandom random) {
    Examples examples = images.batch(step, recipe.batch(), random);
    int[] timesteps = levels.draw(recipe.batch(), random);
    Tensor noise = new RandomStream(random.nextLong()).normal(examples.images().shape());
    return new Shown(examples, noise, timesteps);
  }

  /** The loss on what is shown, with its graph. */
  Tensor loss(Shown shown, Condition told) {
    NoisedBatch noised =
        NoisedBatch.of(shown.examples().images(), shown.noise(), shown.timesteps(), schedule);
    Tensor output = network.forward(noised.xt(), noised.timesteps(), told, recipe.compute());
    return mse_loss(output, noised.target(recipe.prediction()));
  }

  /** The images by which the network is judged. */
  Validation validation() {
    return validation;
  }

  /** What the network is told of the classes. */
  private Condition told(Tensor labels, SplittableRandom random) {
    if (!recipe.spec().classConditional()) {
      return Condition.none();
    }
    long[] told = new long[(int) labels.size(0)];
    labels.data_ptr_long().get(told);
    for (int i = 0; i < told.length; i++) {
      if (random.nextDouble() < recipe.conditionDropout()) {
        told[i] = recipe.spec().nullLabel();
      }
    }
    return Condition.classes(told);
  }

  @Override
  public Assessment assess() {
    return validation.run(network);
  }

  @Override
  public void draw(Path folder) {
    validation.writePicture(folder.resolve("validation.png"));
    sheet.ifPresent(s -> s.write(network, folder.resolve("samples.png")));
  }

  @Override
  public void close() {
    images.close();
    validation.close();
    network.close();
  }
}
