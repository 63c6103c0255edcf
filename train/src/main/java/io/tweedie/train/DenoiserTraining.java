package io.tweedie.train;

import static org.bytedeco.pytorch.global.torch.make_generator_cpu;
import static org.bytedeco.pytorch.global.torch.mse_loss;
import static org.bytedeco.pytorch.global.torch.randn;

import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Precision;
import io.tweedie.models.adm.AdmUNet;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * Trains a denoiser as a recipe says: minimises |output - target|^2 at random noise levels (Ho et
 * al. 2020, algorithm 1), keeps a moving average of the weights, and keeps the average that
 * denoises validation photos best.
 *
 * <p>Every step draws its randomness from the seed and its number, and the whole state is saved at
 * each validation, so that an interrupted run continues exactly.
 */
public final class DenoiserTraining implements AutoCloseable {

  private final Recipe recipe;
  private final Path out;
  private final NoiseSchedule schedule;
  private final NoiseLevels levels;
  private final AdmUNet network;
  private final AdamW optimizer;
  private final CropDataset crops;
  private final Validation validation;
  private final TrainingLog log;
  private final Precision precision;
  private long step;
  private double seconds;
  private double bestLoss = Double.POSITIVE_INFINITY;

  /**
   * Prepares a run, or continues the one whose state is in {@code out}.
   *
   * @param recipe what to train
   * @param dataRoot folder that holds the recipe's data folders
   * @param out folder of the run's files
   */
  public DenoiserTraining(Recipe recipe, Path dataRoot, Path out) throws IOException {
    Backend.initialize();
    this.recipe = recipe;
    this.out = Files.createDirectories(out);
    this.precision = Precision.parse(recipe.precision());
    schedule = NoiseSchedule.named(recipe.schedule(), 1000);
    levels = recipe.levels().over(schedule);
    network = new AdmUNet(recipe.model());
    network.parameters().initialize(recipe.seed());
    optimizer = new AdamW(network.parameters());
    crops = new CropDataset(trainingFiles(dataRoot), recipe.crop());
    validation = new Validation(recipe, schedule, validationFiles(dataRoot));
    if (Files.exists(stateFile())) {
      restore();
    }
    log = new TrainingLog(out, step);
  }

  private List<Path> trainingFiles(Path dataRoot) {
    Set<String> keptBack = new HashSet<>(recipe.data().validation());
    keptBack.addAll(recipe.data().test());
    return allFiles(dataRoot).stream()
        .filter(file -> !keptBack.contains(file.getFileName().toString()))
        .toList();
  }

  private List<Path> validationFiles(Path dataRoot) {
    return allFiles(dataRoot).stream()
        .filter(file -> recipe.data().validation().contains(file.getFileName().toString()))
        .toList();
  }

  private List<Path> allFiles(Path dataRoot) {
    List<Path> files = new ArrayList<>();
    recipe.data().folders().forEach(f -> files.addAll(CropDataset.filesIn(dataRoot.resolve(f))));
    return files;
  }

  /**
   * Trains to the recipe's last step, or until the listener asks to stop; then the state is saved.
   *
   * @return whether the last step is done
   */
  public boolean run(TrainingListener listener) throws IOException {
    listener.started(step, recipe.steps());
    double sum = 0;
    int count = 0;
    while (step < recipe.steps()) {
      if (!listener.goesOn()) {
        save();
        return false;
      }
      long start = System.nanoTime();
      sum += trainStep();
      count++;
      seconds += (System.nanoTime() - start) / 1e9;
      listener.stepped(step, sum / count);
      if (step % recipe.every() == 0 || step == recipe.steps()) {
        validate(sum / count, listener);
        sum = 0;
        count = 0;
      }
    }
    return true;
  }

  private double trainStep() {
    step++;
    SplittableRandom random = new SplittableRandom(recipe.seed() * 1_000_003 + step);
    try (PointerScope scope = new PointerScope()) {
      Tensor x0 = crops.batch(recipe.batch(), random);
      int[] timesteps = levels.draw(recipe.batch(), random);
      Tensor noise =
          randn(x0.shape(), new GeneratorOptional(make_generator_cpu(random.nextLong())));
      NoisedBatch noised = NoisedBatch.of(x0, noise, timesteps, schedule);
      Tensor output =
          network.forward(
              noised.xt(), noised.timesteps(), null, precision, MemoryFormat.ChannelsLast);
      Tensor loss = mse_loss(output, noised.target(recipe.prediction()));
      loss.backward();
      double value = loss.item_double();
      if (!Double.isFinite(value)) {
        throw new IllegalStateException(
            "the loss is " + value + " at step " + step + ": lower the learning rate");
      }
      Recipe.Optimizer o = recipe.optimizer();
      optimizer.update(
          step, o.rateAt(step, recipe.steps()), o.weightDecay(), o.clip(), o.averageAt(step));
      return value;
    }
  }

  private void validate(double trainingLoss, TrainingListener listener) throws IOException {
    optimizer.withAverage(
        () -> {
          network.train(false);
          try {
            validation.run(network, precision);
          } finally {
            network.train(true);
          }
        });
    double loss = validation.loss();
    if (loss < bestLoss) {
      bestLoss = loss;
      SafetensorsWriter.write(
          out.resolve(recipe.name() + ".safetensors"),
          optimizer.averaged(),
          Map.of("step", Long.toString(step), "validation_loss", Double.toString(loss)));
    }
    log.add(step, seconds, trainingLoss, validation);
    validation.writePicture(out.resolve("validation.png"));
    save();
    listener.validated(step, trainingLoss, validation.summary());
  }

  private Path stateFile() {
    return out.resolve("state.safetensors");
  }

  private void save() {
    Map<String, String> position = new HashMap<>();
    position.put("step", Long.toString(step));
    position.put("seconds", Double.toString(seconds));
    position.put("best_loss", Double.toString(bestLoss));
    SafetensorsWriter.write(stateFile(), optimizer.state(), position);
  }

  private void restore() {
    try (Checkpoint state = Checkpoint.open(stateFile());
        PointerScope scope = new PointerScope()) {
      Map<String, Tensor> tensors = new HashMap<>();
      state.tensors().keySet().forEach(name -> tensors.put(name, state.read(name)));
      optimizer.restore(tensors);
      step = Long.parseLong(state.metadata().get("step"));
      seconds = Double.parseDouble(state.metadata().get("seconds"));
      bestLoss = Double.parseDouble(state.metadata().get("best_loss"));
    }
  }

  /** Frees the network, the optimizer's state and the photos. */
  @Override
  public void close() {
    crops.close();
    validation.close();
    optimizer.close();
    network.close();
  }
}
