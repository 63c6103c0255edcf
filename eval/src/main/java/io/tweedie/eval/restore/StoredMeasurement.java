package io.tweedie.eval.restore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.core.operator.Noise;
import io.tweedie.core.operator.Task;
import io.tweedie.models.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A measurement as {@code tweedie degrade} stores it: numbers that were neither rounded nor
 * clipped, in a safetensors file, and beside it {@value #DESCRIPTION} that says how they were made.
 *
 * @param file of the numbers
 * @param task what was done to the image
 * @param noise that was added
 * @param seed of what the task left to chance
 */
public record StoredMeasurement(Path file, Task task, Noise noise, long seed) {

  /** The file that says how measurements were made. */
  public static final String DESCRIPTION = "operator.json";

  private static final String SUFFIX = ".safetensors";

  /** Whether a file is one by its name. */
  public static boolean isNamedLikeOne(Path file) {
    return file.getFileName().toString().endsWith(SUFFIX);
  }

  /**
   * Reads how a measurement was made, not yet the measurement itself.
   *
   * @throws IOException if the description cannot be read
   * @throws IllegalArgumentException if there is none of this file
   */
  public static StoredMeasurement of(Path file) throws IOException {
    Path description = file.resolveSibling(DESCRIPTION);
    if (!Files.isRegularFile(description)) {
      throw new IllegalArgumentException(
          "%s is missing beside %s; it says how the measurement was made, and degrade writes it"
              .formatted(DESCRIPTION, file));
    }
    JsonNode json = new ObjectMapper().readTree(description.toFile());
    List<String> described =
        StreamSupport.stream(json.path("images").spliterator(), false)
            .map(image -> Path.of(image.path("tensors").asText()).getFileName().toString())
            .toList();
    if (!described.contains(file.getFileName().toString())) {
      throw new IllegalArgumentException(
          "%s tells of %s, but not of %s; a later degrade may have replaced it"
              .formatted(description, String.join(", ", described), file.getFileName()));
    }
    JsonNode operator = json.path("operator");
    return new StoredMeasurement(
        file,
        Task.parse(operator.path("name").asText()),
        noise(operator.path("noise")),
        json.path("seed").asLong());
  }

  private static Noise noise(JsonNode noise) {
    String kind = noise.path("kind").asText();
    return switch (kind) {
      case "None" -> new Noise.None();
      case "Gaussian" -> new Noise.Gaussian(noise.path("sigma").asDouble());
      case "Poisson" -> new Noise.Poisson(noise.path("rate").asDouble());
      default ->
          throw new IllegalArgumentException(
              "%s tells of noise '%s', which is not known".formatted(DESCRIPTION, kind));
    };
  }

  /** Whether another measurement was made in the same way. */
  public boolean isLike(StoredMeasurement other) {
    return task.equals(other.task) && noise.equals(other.noise) && seed == other.seed;
  }

  /**
   * Reads the numbers.
   *
   * @param channels of the prior's images, 1 or 3
   */
  public DegradedPhoto read(int channels) {
    try (Checkpoint tensors = Checkpoint.open(file);
        PointerScope scope = new PointerScope()) {
      Tensor y = tensors.read("y");
      return DegradedPhoto.ofMeasurement(y, task, channels);
    }
  }
}
