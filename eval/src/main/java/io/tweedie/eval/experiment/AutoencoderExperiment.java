package io.tweedie.eval.experiment;

import static io.tweedie.eval.experiment.ExperimentFile.require;

import io.tweedie.restore.spec.ModelChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Encodes pictures and decodes them again and again (Chung et al., ICML 2024, figure 1): whether
 * the autoencoder of a text-to-image model has fixed points near pictures, which GML-DPS and PSLD
 * rest on. Read from a YAML file.
 *
 * @param title of the report
 * @param text a paragraph below it; empty if absent
 * @param model whose autoencoder it is
 * @param images files and folders, as seen from the file; none where scenes are drawn
 * @param scenes drawn in place of images; null for none
 * @param size side of the square cut from the middle of each image; that of the model's training if
 *     absent
 * @param rounds how often; 25 if absent
 */
public record AutoencoderExperiment(
    String title,
    String text,
    ModelChoice model,
    List<String> images,
    SceneSet scenes,
    Integer size,
    Integer rounds) {

  /** What files call this kind of experiment. */
  public static final String KIND = "autoencoder";

  private static final int USUAL_ROUNDS = 25;

  /** Fills in what is absent, and refuses what cannot be run. */
  public AutoencoderExperiment {
    require(title != null, "title is missing");
    require(model != null, "model is missing: a text-to-image model, or a folder of one");
    text = text == null ? "" : text;
    images = images == null ? List.of() : List.copyOf(images);
    require(images.isEmpty() == (scenes != null), "name images or scenes, one of them");
    require(size == null || size > 0, "size must be a number of pixels above 0, not " + size);
    rounds = rounds == null ? USUAL_ROUNDS : rounds;
    require(rounds > 0, "rounds must be at least 1, got " + rounds);
  }

  /**
   * Reads an experiment.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException naming what is wrong in it
   */
  public static AutoencoderExperiment read(Path file) throws IOException {
    AutoencoderExperiment read = ExperimentFile.read(file, AutoencoderExperiment.class);
    Path folder = file.toAbsolutePath().getParent();
    return new AutoencoderExperiment(
        read.title,
        read.text,
        read.model.beside(folder),
        read.images.stream().map(image -> folder.resolve(image).toString()).toList(),
        read.scenes,
        read.size,
        read.rounds);
  }

  /**
   * Runs it and writes {@code report.html}, {@code results.csv} and pictures.
   *
   * @param most how many pictures; null for all
   * @throws IOException if a file cannot be read or written
   * @throws IllegalArgumentException if the model has no autoencoder
   */
  public Findings run(Workshop workshop, Integer most) throws IOException {
    return new AutoencoderRun(this, workshop).run(most);
  }
}
