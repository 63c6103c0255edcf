package io.tweedie.train;

import static org.bytedeco.pytorch.global.torch.manual_seed;

import io.tweedie.core.file.Folders;
import io.tweedie.core.tensor.Backend;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.prior.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Trains a network as a recipe says, keeps a moving average of the weights, and keeps the average
 * that does best on images held back.
 *
 * <p>Every step draws its randomness from the seed and its number, and the whole state is saved at
 * each validation, so that an interrupted run continues exactly.
 */
public final class Training implements TrainingRun {

  private final Recipe recipe;
  private final Path out;
  private final Objective objective;
  private final AdamW optimizer;
  private final TrainingLog log;
  private long step;
  private double seconds;
  private double bestLoss = Double.POSITIVE_INFINITY;
  private double lossSum;
  private long lossCount;

  /**
   * Prepares a run, or continues the one whose state is in {@code out}.
   *
   * @param recipe what to train
   * @param dataRoot folder that holds the recipe's data folders
   * @param out folder of the run's files
   */
  public Training(Recipe recipe, Path dataRoot, Path out) throws IOException {
    Backend.initialize();
    this.recipe = recipe;
    this.out = Folders.make(out);
    objective = Objectives.begun(recipe, dataRoot);
    optimizer = recipe.optimizer().of(objective.network());
    if (Files.exists(stateFile())) {
      restore();
    }
    log = new TrainingLog(out, step);
  }

  @Override
  public ModelSpec spec() {
    return recipe.spec();
  }

  @Override
  public long steps() {
    return recipe.steps();
  }

  /** After the last step the weights kept are judged by the test images, if there are any. */
  @Override
  public boolean run(TrainingListener listener) throws IOException {
    listener.started(step, recipe.steps());
    while (step < recipe.steps()) {
      if (!listener.goesOn()) {
        save();
        return false;
      }
      long start = System.nanoTime();
      lossSum += trainStep();
      lossCount++;
      seconds += (System.nanoTime() - start) / 1e9;
      listener.stepped(step, lossSum / lossCount);
      if (step % recipe.every() == 0 || step == recipe.steps()) {
        validate(listener);
      }
    }
    test(listener);
    return true;
  }

  private double trainStep() {
    step++;
    long seed = seedOf(recipe, step);
    try (PointerScope scope = new PointerScope()) {
      // For what draws numbers inside the network, as dropout does.
      manual_seed(seed);
      Tensor loss = objective.loss(step, new SplittableRandom(seed));
      loss.backward();
      double value = loss.item_double();
      if (!Double.isFinite(value)) {
        throw new IllegalStateException(
            "the loss is " + value + " at step " + step + ": lower the learning rate");
      }
      Recipe.Optimizer o = recipe.optimizer();
      optimizer.update(
          step, o.rateAt(step, recipe.steps()), o.weightDecay(), o.clip(), o.average());
      return value;
    }
  }

  /** Of all randomness in a step. */
  static long seedOf(Recipe recipe, long step) {
    return recipe.seed() * 1_000_003 + step;
  }

  private void validate(TrainingListener listener) throws IOException {
    double trainingLoss = lossSum / lossCount;
    lossSum = 0;
    lossCount = 0;
    Assessment[] assessed = new Assessment[1];
    optimizer.withAverage(
        () ->
            frozen(
                () -> {
                  assessed[0] = objective.assess();
                  objective.draw(out);
                  if (assessed[0].loss() < bestLoss) {
                    objective.kept(out);
                  }
                }));
    Assessment assessment = assessed[0];
    if (assessment.loss() < bestLoss) {
      bestLoss = assessment.loss();
      SafetensorsWriter.write(
          weightsFile(),
          optimizer.averaged(),
          Map.of(
              "step", Long.toString(step), "validation_loss", Double.toString(assessment.loss())));
    }
    log.add(step, seconds, trainingLoss, assessment);
    save();
    listener.validated(step, trainingLoss, assessment.summary());
  }

  private void frozen(Runnable action) {
    objective.network().train(false);
    try {
      action.run();
    } finally {
      objective.network().train(true);
    }
  }

  private void test(TrainingListener listener) {
    optimizer.withWeights(
        weightsFile(), () -> frozen(() -> objective.test().ifPresent(listener::tested)));
  }

  private Path weightsFile() {
    return out.resolve(recipe.name() + ".safetensors");
  }

  private Path stateFile() {
    return out.resolve("state.safetensors");
  }

  private void save() {
    Map<String, String> position = new HashMap<>();
    position.put("step", Long.toString(step));
    position.put("seconds", Double.toString(seconds));
    position.put("best_loss", Double.toString(bestLoss));
    position.put("loss_sum", Double.toString(lossSum));
    position.put("loss_count", Long.toString(lossCount));
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
      lossSum = Double.parseDouble(state.metadata().getOrDefault("loss_sum", "0"));
      lossCount = Long.parseLong(state.metadata().getOrDefault("loss_count", "0"));
    }
  }

  @Override
  public void close() {
    optimizer.close();
    objective.close();
  }
}
