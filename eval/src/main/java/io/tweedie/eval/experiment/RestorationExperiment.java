package io.tweedie.eval.experiment;

import io.tweedie.eval.grid.Photos;
import io.tweedie.eval.grid.Shard;
import io.tweedie.restore.spec.ModelChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Degrades images, restores them, and compares: tables, searches and figures as papers have them.
 *
 * @param title of the report
 * @param text a paragraph below it; empty if absent
 * @param model that is asked
 * @param images files and folders, as seen from the file
 * @param size edge of the square cut from the middle of each image, for models that serve any size;
 *     others are given the size they serve
 * @param seed of masks, measurement noise and samplers
 * @param sections what is done, one after the other
 */
public record RestorationExperiment(
    String title,
    String text,
    ModelChoice model,
    List<String> images,
    int size,
    long seed,
    List<Section> sections) {

  /** What files call this kind of experiment, if they say. */
  public static final String KIND = "restoration";

  /**
   * The folder of a section, below that of the experiment.
   *
   * @param section its name in the results, which tells of its noise where there are several
   */
  public static String folderOf(String section) {
    return section.replaceAll("[^A-Za-z0-9.]+", "-");
  }

  /** Refuses experiments that cannot be run. */
  public RestorationExperiment {
    text = text == null ? "" : text;
    require(title != null, "title is missing");
    require(model != null, "model is missing: the name of one, or its config and weights");
    require(images != null && !images.isEmpty(), "images are missing: a folder, or files");
    require(size > 0, "size must be a number of pixels above 0, not " + size);
    require(sections != null && !sections.isEmpty(), "sections are missing: what is to be done");
    images = List.copyOf(images);
    sections = List.copyOf(sections);
    Set<String> names = new HashSet<>();
    for (Section section : sections) {
      require(names.add(section.name()), "two sections are called '" + section.name() + "'");
    }
  }

  /**
   * What a file calls its kind; {@value #KIND} if it does not.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if it is no experiment
   */
  public static String kind(Path file) throws IOException {
    return ExperimentFile.kind(file).orElse(KIND);
  }

  /**
   * Reads an experiment.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException naming what is wrong in it, where, and what is understood
   */
  public static RestorationExperiment read(Path file) throws IOException {
    return ExperimentFile.read(file, RestorationExperiment.class)
        .beside(file.toAbsolutePath().getParent());
  }

  private RestorationExperiment beside(Path folder) {
    List<String> found = images.stream().map(image -> folder.resolve(image).toString()).toList();
    return new RestorationExperiment(
        title, text, model.beside(folder), found, size, seed, sections);
  }

  /**
   * The images.
   *
   * @throws IOException if a folder cannot be read
   * @throws IllegalArgumentException if one holds no image
   */
  public Photos photos() throws IOException {
    Photos photos = new Photos(List.of(), List.of());
    for (String image : images) {
      photos = photos.and(Photos.in(Path.of(image)));
    }
    return photos;
  }

  /**
   * Does what is not done yet and writes {@code report.html}, {@code results.csv}, {@code
   * results.json} and {@code table.tex} below the workshop's folder.
   *
   * @throws java.util.concurrent.CancellationException if the listener asked to stop; what is
   *     finished stays
   * @throws IOException if a file cannot be read or written
   * @throws IllegalArgumentException if experiment, images and model do not suit each other
   */
  public Findings run(Workshop workshop) throws IOException {
    return run(photos(), workshop);
  }

  /** The same on other images than the experiment's own. */
  public Findings run(Photos photos, Workshop workshop) throws IOException {
    return new RestorationRun(this, photos, workshop).run();
  }

  /**
   * Measures the cells of a share of the images, and writes nothing else. When all shards are done,
   * {@link #run(Workshop)} finds their cells.
   *
   * @return how many cells the share has
   */
  public int run(Shard shard, Workshop workshop) throws IOException {
    return new RestorationRun(this, photos(), workshop).run(shard);
  }

  static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
