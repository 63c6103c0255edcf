package io.tweedie.eval.leaderboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tweedie.eval.experiment.RestorationExperiment;
import io.tweedie.eval.grid.Cell;
import io.tweedie.eval.grid.CellPictures;
import io.tweedie.eval.grid.Outcome;
import io.tweedie.models.architecture.JsonMistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * An evaluation as its folder has it.
 *
 * @param folder of {@code results.json}
 * @param model name of the prior
 * @param machine what it ran on
 * @param evaluations one, or one for each seed or for each section of an experiment
 */
public record FinishedRun(Path folder, String model, String machine, List<OfSeed> evaluations) {

  /**
   * The cells of one seed, or of one section.
   *
   * @param folder of its pictures
   * @param noise of the measurements, in words
   * @param size side of the crops in pixels; 0 for whole images
   * @param images names of all images
   * @param cells one for each task, image and method
   */
  public record OfSeed(Path folder, String noise, int size, List<String> images, List<Cell> cells) {

    /** Copies the lists. */
    public OfSeed {
      images = List.copyOf(images);
      cells = List.copyOf(cells);
    }

    Setting setting(String task) {
      return new Setting(task, noise, size, images);
    }
  }

  private static final String RESULTS = "results.json";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** Copies the list. */
  public FinishedRun {
    evaluations = List.copyOf(evaluations);
  }

  /**
   * Reads a folder.
   *
   * @throws IllegalArgumentException if it is not the folder of an evaluation
   * @throws IOException if it cannot be read
   */
  public static FinishedRun read(Path folder) throws IOException {
    Path file = folder.resolve(RESULTS);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "%s has no %s; name folders that 'tweedie evaluate' has written"
              .formatted(folder, RESULTS));
    }
    JsonNode json;
    try {
      json = JSON.readTree(file.toFile());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("%s is no JSON: %s".formatted(file, JsonMistake.of(e)), e);
    }
    List<OfSeed> evaluations = new ArrayList<>();
    if (json.path("each").isArray()) {
      for (JsonNode each : json.path("each")) {
        String seed = "seed-" + each.path("plan").path("seed").asLong();
        evaluations.add(ofSeed(file, folder.resolve(seed), each));
      }
    } else if (json.path("sections").isArray()) {
      for (JsonNode section : json.path("sections")) {
        String name = RestorationExperiment.folderOf(section.path("name").asText());
        evaluations.add(ofSeed(file, folder.resolve(name), section));
      }
    } else {
      evaluations.add(ofSeed(file, folder, json));
    }
    JsonNode info = json.path("info");
    return new FinishedRun(
        folder, info.path("model").asText("?"), info.path("machine").asText("?"), evaluations);
  }

  private static OfSeed ofSeed(Path file, Path folder, JsonNode json) throws IOException {
    JsonNode plan = json.path("plan");
    if (!plan.path("images").isArray() || !json.path("cells").isArray()) {
      throw new IllegalArgumentException(
          "%s has no cells of a grid; experiments of other kinds have no place on a leaderboard"
              .formatted(file));
    }
    List<String> images =
        StreamSupport.stream(plan.path("images").spliterator(), false)
            .map(image -> Path.of(image.asText()).getFileName().toString())
            .toList();
    try {
      List<Cell> cells = List.of(JSON.treeToValue(json.path("cells"), Cell[].class));
      return new OfSeed(
          folder, plan.path("noise").asText("none"), plan.path("size").asInt(0), images, cells);
    } catch (JsonProcessingException | RuntimeException e) {
      throw new IllegalArgumentException(
          "%s has cells that are not understood; evaluate again with this version".formatted(file),
          e);
    }
  }

  /** Whether a folder is one of an evaluation. */
  public static boolean isOne(Path folder) {
    return Files.isRegularFile(folder.resolve(RESULTS));
  }

  /**
   * What a method made on a task, and what it should be.
   *
   * @param results of all seeds
   * @param references of the same images, once
   */
  public record Pictures(String task, String method, List<Path> results, List<Path> references) {

    /** Copies the lists. */
    public Pictures {
      results = List.copyOf(results);
      references = List.copyOf(references);
    }
  }

  /** The pictures of each task and method of which something was measured. */
  public List<Pictures> pictures() {
    Map<List<String>, Set<Path>> results = new LinkedHashMap<>();
    Map<List<String>, Map<String, Path>> references = new LinkedHashMap<>();
    for (OfSeed evaluation : evaluations) {
      CellPictures files = CellPictures.of(evaluation.folder());
      for (Cell cell : evaluation.cells()) {
        if (cell.outcome() instanceof Outcome.Measured) {
          List<String> key = List.of(cell.task(), cell.method());
          results.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(files.result(cell));
          references
              .computeIfAbsent(key, k -> new LinkedHashMap<>())
              .putIfAbsent(cell.image(), files.reference(cell));
        }
      }
    }
    List<Pictures> pictures = new ArrayList<>();
    results.forEach(
        (key, files) ->
            pictures.add(
                new Pictures(
                    key.get(0),
                    key.get(1),
                    List.copyOf(files),
                    List.copyOf(references.get(key).values()))));
    return pictures;
  }

  /** What the page calls it: its folder. */
  String name() {
    Path last = folder.toAbsolutePath().normalize().getFileName();
    return last == null ? folder.toString() : last.toString();
  }
}
