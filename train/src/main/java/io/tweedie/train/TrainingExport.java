package io.tweedie.train;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.empty;
import static org.bytedeco.pytorch.global.torch.stack;
import static org.bytedeco.pytorch.global.torch.tensor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * All that another program needs to train a prior of photos as {@link Training} does, in one file
 * of tensors with the recipe in its metadata: {@code parity/train_photos.py} is that program.
 */
public final class TrainingExport {

  /** The name of the file in the folder of a run. */
  public static final String FILE = "training.safetensors";

  /** Steps of which levels and noise are written too, so that losses can be compared. */
  private static final int COMPARED = 100;

  /** Bytes of crops, which are all in memory before they are written. */
  private static final long LARGEST = 4L << 30;

  private static final JsonMapper JSON = new JsonMapper();

  private final Recipe recipe;
  private final DenoisingObjective objective;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  private TrainingExport(Recipe recipe, DenoisingObjective objective) {
    this.recipe = recipe;
    this.objective = objective;
  }

  /**
   * Writes what the first steps of a training show, and what it begins with.
   *
   * @param recipe of photos
   * @param dataRoot folder that holds the recipe's data
   * @param steps whose crops are written; noise levels and noise only of the first hundred
   * @param file appears when it is complete
   * @param written hears of each step, counted from 1
   * @throws IOException if the data cannot be read
   * @throws IllegalArgumentException if the recipe is not of photos, has fewer steps, or if the
   *     crops of so many are more than 4 GiB
   */
  public static void write(Recipe recipe, Path dataRoot, int steps, Path file, IntConsumer written)
      throws IOException {
    if (recipe.data() == null) {
      throw new IllegalArgumentException(
          "recipe %s does not learn from photos, and only such trainings are exported"
              .formatted(recipe.name()));
    }
    requireSize(recipe, steps);
    try (Objective objective = Objectives.begun(recipe, dataRoot);
        PointerScope scope = new PointerScope()) {
      TrainingExport export = new TrainingExport(recipe, (DenoisingObjective) objective);
      export.addSteps(steps, written);
      export.addLevels();
      export.addValidation();
      SafetensorsWriter.write(file, export.tensors, export.addWeights());
    }
  }

  private static void requireSize(Recipe recipe, int steps) {
    if (steps > recipe.steps()) {
      throw new IllegalArgumentException(
          "%d steps are asked for, and recipe %s ends after %d"
              .formatted(steps, recipe.name(), recipe.steps()));
    }
    long most = LARGEST / (3L * recipe.batch() * recipe.crop() * recipe.crop());
    if (steps > most) {
      throw new IllegalArgumentException(
          "the crops of %d steps are more than 4 GiB; export at most %d, which are shown again turned"
              .formatted(steps, most));
    }
  }

  private void addSteps(int steps, IntConsumer written) {
    int side = recipe.crop();
    long[] shape = {recipe.batch(), objective.network().inChannels(), side, side};
    Tensor images =
        empty(with(steps, shape), new TensorOptions(ScalarType.Byte), new MemoryFormatOptional());
    int compared = Math.min(steps, COMPARED);
    Tensor noise = empty(with(compared, shape));
    long[] timesteps = new long[compared * recipe.batch()];
    for (int i = 0; i < steps; i++) {
      try (PointerScope scope = new PointerScope()) {
        long step = i + 1L;
        SplittableRandom random = new SplittableRandom(Training.seedOf(recipe, step));
        DenoisingObjective.Shown shown = objective.shown(step, random);
        Tensor levels = shown.examples().images().add(scalar(1)).mul(scalar(127.5));
        images.select(0, i).copy_(levels.round());
        if (i < compared) {
          noise.select(0, i).copy_(shown.noise());
          for (int image = 0; image < recipe.batch(); image++) {
            timesteps[i * recipe.batch() + image] = shown.timesteps()[image];
          }
        }
      }
      written.accept(i + 1);
    }
    tensors.put("images", images);
    tensors.put("noise", noise);
    tensors.put("timesteps", tensor(timesteps).view(compared, recipe.batch()));
  }

  private static long[] with(long first, long[] rest) {
    return IntStream.range(-1, rest.length).mapToLong(i -> i < 0 ? first : rest[i]).toArray();
  }

  private void addLevels() {
    NoiseSchedule schedule = recipe.noiseSchedule();
    double[] alphaBar =
        IntStream.range(0, schedule.size()).mapToDouble(schedule::alphaBar).toArray();
    tensors.put("alpha_bar", Tensor.create(alphaBar, alphaBar.length));
    double[] levels = recipe.levels().over(schedule).cumulative();
    tensors.put("levels", Tensor.create(levels, levels.length));
  }

  private void addValidation() {
    Validation validation = objective.validation();
    TensorVector noise = new TensorVector();
    for (int i = 0; i < Validation.SIGMAS.length; i++) {
      noise.push_back(validation.noise(i));
    }
    tensors.put("validation.images", validation.clean());
    tensors.put("validation.noise", stack(noise, 0));
    tensors.put("validation.sigmas", Tensor.create(Validation.SIGMAS, Validation.SIGMAS.length));
    long[] timesteps = Arrays.stream(validation.timesteps()).asLongStream().toArray();
    tensors.put("validation.timesteps", tensor(timesteps));
  }

  /** The weights with which the training begins; gives the metadata. */
  private Map<String, String> addWeights() throws JsonProcessingException {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    objective
        .network()
        .parameters()
        .all()
        .forEach(parameter -> weights.put(parameter.name(), parameter.value()));
    weights.forEach((name, value) -> tensors.put("weights." + name, value));
    return Map.of(
        "recipe",
        JSON.writeValueAsString(recipe),
        "parameters",
        JSON.writeValueAsString(weights.keySet()));
  }
}
