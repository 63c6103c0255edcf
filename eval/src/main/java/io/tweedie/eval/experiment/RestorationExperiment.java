package io.tweedie.eval.experiment;

import static io.tweedie.eval.experiment.ExperimentFile.require;

import io.tweedie.eval.grid.Captions;
import io.tweedie.eval.grid.Photos;
import io.tweedie.eval.grid.PriorWords;
import io.tweedie.eval.grid.Shard;
import io.tweedie.eval.grid.StoredResult;
import io.tweedie.eval.metric.PromptFile;
import io.tweedie.restore.Prior;
import io.tweedie.restore.spec.ModelChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Degrades images, restores them, and compares: tables, searches and figures as papers have them.
 *
 * @param title of the report
 * @param text a paragraph below it; empty if absent
 * @param model that is asked
 * @param images files and folders, as seen from the file; none where scenes are drawn
 * @param captions a file with what they show, as {@link PromptFile} reads it; null for none
 * @param scenes drawn in place of images; null for none
 * @param judge a model that says which attributes of captions are right of results, for scenes;
 *     null for none
 * @param size edge of the square cut from the middle of each image, for models that serve any size;
 *     others are given the size they serve; null for that which the model was trained on
 * @param seed of masks, measurement noise and samplers
 * @param sections what is done, one after the other
 */
public record RestorationExperiment(
    String title,
    String text,
    ModelChoice model,
    List<String> images,
    String captions,
    SceneSet scenes,
    String judge,
    Integer size,
    long seed,
    List<Section> sections)
    implements Divisible {

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
    images = images == null ? List.of() : images;
    require(
        images.isEmpty() == (scenes != null),
        scenes == null
            ? "images are missing: a folder, or files"
            : "scenes are drawn in place of images; leave out one of them");
    require(
        captions == null || scenes == null,
        "scenes have captions of their own; leave out captions");
    boolean captioned = captions != null || scenes != null;
    require(judge == null || captioned, "judge needs captions to judge by, or scenes");
    require(size == null || size > 0, "size must be a number of pixels above 0, not " + size);
    require(sections != null && !sections.isEmpty(), "sections are missing: what is to be done");
    images = List.copyOf(images);
    sections = List.copyOf(sections);
    StoredResult.requireApart(
        "sections, each under its noise,",
        sections.stream().flatMap(Section::blocks).map(Section.Block::folder));
    for (Section section : sections) {
      require(
          captioned || section.solvers().stream().noneMatch(e -> e.words().needsCaptions()),
          "prompts from captions need captions: FILE, or scenes");
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
        title,
        text,
        model.beside(folder),
        found,
        captions == null ? null : folder.resolve(captions).toString(),
        scenes,
        judge,
        size,
        seed,
        sections.stream().map(section -> section.beside(folder)).toList());
  }

  /** The same on no more images than these in each section. */
  public RestorationExperiment limitedTo(int most) {
    require(most > 0, "an experiment needs at least 1 image, not " + most);
    List<Section> smaller = sections.stream().map(section -> section.limitedTo(most)).toList();
    return new RestorationExperiment(
        title, text, model, images, captions, scenes, judge, size, seed, smaller);
  }

  /** Whether its methods ask several models, or are told texts: then one process measures. */
  public boolean tellsTexts() {
    return captions != null
        || scenes != null
        || sections.stream()
            .flatMap(section -> section.solvers().stream())
            .anyMatch(entry -> !entry.words().equals(PriorWords.NONE));
  }

  /**
   * The same with what the model decides: the size, and the scenes drawn.
   *
   * @param out folder of the experiment, for scenes
   * @throws IOException if scenes cannot be written
   * @throws IllegalArgumentException if the size is not said and the model has none
   */
  public RestorationExperiment ready(Path out, Prior prior) throws IOException {
    Optional<Integer> known = prior.side().or(() -> Optional.ofNullable(size));
    int side =
        known
            .or(prior::usualSide)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "size is missing: model %s serves any".formatted(prior.name())));
    if (scenes == null) {
      return new RestorationExperiment(
          title, text, model, images, captions, null, judge, side, seed, sections);
    }
    Path folder = out.resolve("scenes");
    List<String> files = scenes.draw(folder, side).stream().map(Path::toString).toList();
    String drawn = folder.resolve(SceneSet.CAPTIONS).toString();
    return new RestorationExperiment(
        title, text, model, files, drawn, null, judge, side, seed, sections);
  }

  /**
   * The images.
   *
   * @throws IOException if a folder cannot be read
   * @throws IllegalArgumentException if one holds no image, or they are scenes and not drawn yet
   */
  public Photos photos() throws IOException {
    require(scenes == null, "its images are scenes, which are drawn where one process measures");
    return Photos.in(images);
  }

  @Override
  public Findings run(Workshop workshop) throws IOException {
    RestorationExperiment ready = ready(workshop.out(), workshop.prior());
    return ready.run(ready.photos(), workshop);
  }

  /** As {@link #run(Workshop)}, on other images than the experiment's own. */
  public Findings run(Photos photos, Workshop workshop) throws IOException {
    RestorationExperiment ready = ready(workshop.out(), workshop.prior());
    return new RestorationRun(ready, photos, ready.captionsOf(photos), workshop).run();
  }

  @Override
  public int run(Shard shard, Workshop workshop) throws IOException {
    RestorationExperiment ready = ready(workshop.out(), workshop.prior());
    Photos photos = ready.photos();
    return new RestorationRun(ready, photos, ready.captionsOf(photos), workshop).run(shard);
  }

  private Captions captionsOf(Photos photos) throws IOException {
    if (captions == null) {
      return Captions.NONE;
    }
    Map<String, String> byImage = new LinkedHashMap<>();
    for (PromptFile.Prompted each : PromptFile.read(Path.of(captions)).pairs(photos.files())) {
      byImage.put(each.file().getFileName().toString(), each.prompt());
    }
    for (Path photo : photos.files()) {
      String name = photo.getFileName().toString();
      require(byImage.containsKey(name), "%s has no caption of %s".formatted(captions, name));
    }
    return new Captions(byImage, Optional.ofNullable(judge));
  }
}
