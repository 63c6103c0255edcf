package io.tweedie.restore.photo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Finite;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.DType;
import io.tweedie.models.checkpoint.TensorInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
  private static final String TENSOR = "y";
  private static final int RANK = 4;

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
    JsonNode json = parsed(description);
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

  private static JsonNode parsed(Path description) throws IOException {
    try {
      return new ObjectMapper().readTree(description.toFile());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "%s is no JSON from line %d, column %d on; degrade writes it anew"
              .formatted(description, e.getLocation().getLineNr(), e.getLocation().getColumnNr()),
          e);
    }
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
   * @throws IllegalArgumentException if they are no measurement: of another name, type or rank than
   *     {@code degrade} writes, or not finite
   */
  public DegradedPhoto read(int channels) {
    try (Checkpoint tensors = Checkpoint.open(file);
        PointerScope scope = new PointerScope()) {
      TensorInfo info = tensors.tensors().get(TENSOR);
      if (info == null) {
        throw refused("holds no tensor '%s' but %s".formatted(TENSOR, names(tensors)));
      }
      if (info.dtype() != DType.FLOAT32) {
        throw refused("holds numbers of type " + info.dtype().name().toLowerCase(Locale.ROOT));
      }
      if (info.shape().size() != RANK || info.shape().get(0) != 1) {
        throw refused("has one of shape " + info.shape());
      }
      Tensor y = tensors.read(TENSOR);
      if (y.numel() == 0 || !Finite.all(y)) {
        throw refused("holds NaN, infinities or nothing at all");
      }
      return DegradedPhoto.ofMeasurement(y, task, channels);
    }
  }

  private static String names(Checkpoint tensors) {
    return tensors.tensors().isEmpty() ? "none" : String.join(", ", tensors.tensors().keySet());
  }

  private IllegalArgumentException refused(String what) {
    return new IllegalArgumentException(
        ("%s %s; a measurement is a tensor '%s' of finite float32 numbers, 1 x channels x height x"
                + " width, as degrade writes it")
            .formatted(file, what, TENSOR));
  }
}
