package io.tweedie.models.prior;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tweedie.core.file.TextFile;
import io.tweedie.core.file.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The energies of a classifier on a data set, class by class: E(x) = -ln sum_k exp f(x)[k] and E(x,
 * y) = -f(x)[y] of its logits f (Grathwohl et al. 2020). A file beside its weights keeps them.
 *
 * @param images how many of each class were measured
 * @param mean of E(x) over the images of each class
 * @param deviation of E(x), standard, over the images of each class
 * @param lowest E(x) of each class
 * @param highest E(x) of each class
 * @param jointMean mean of E(x, y), with the class that the images have
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ClassEnergies(
    List<Integer> images,
    List<Double> mean,
    List<Double> deviation,
    List<Double> lowest,
    List<Double> highest,
    List<Double> jointMean) {

  /** The name of the file. */
  public static final String FILE = "energies.json";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** Refuses lists that are of different classes. */
  public ClassEnergies {
    int classes = images == null ? -1 : images.size();
    if (Stream.of(mean, deviation, lowest, highest, jointMean)
        .anyMatch(list -> list == null || list.size() != classes)) {
      throw new IllegalArgumentException("energies need one number of each kind for each class");
    }
    images = List.copyOf(images);
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    lowest = List.copyOf(lowest);
    highest = List.copyOf(highest);
    jointMean = List.copyOf(jointMean);
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if it does not hold energies
   * @throws UncheckedIOException if it cannot be read
   */
  static ClassEnergies read(Path file) {
    try {
      return JSON.readValue(TextFile.read(file), ClassEnergies.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "%s holds no energies of classes; measure them again".formatted(file), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /**
   * Writes a file that {@link Classifier#energies} reads.
   *
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    WholeFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
  }
}
