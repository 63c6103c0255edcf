package io.tweedie.eval.robust;

import static io.tweedie.eval.experiment.ExperimentFile.require;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.tweedie.core.attack.AttackNorm;
import io.tweedie.core.attack.ProjectedGradient;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.eval.experiment.ExperimentFile;
import io.tweedie.eval.grid.StoredResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An experiment on classifiers of one data set: how they withstand attacks, noise and darkness, and
 * what their energies are. A part that is left out is not measured.
 *
 * @param title of the report
 * @param text a paragraph below it; empty if absent
 * @param classifiers from the least to the most robust
 * @param data folder of the data set, as seen from where the command runs
 * @param images only the first so many test images; all if absent
 * @param seed of the noise, which is the same for every classifier
 * @param attack what they are attacked with
 * @param noise where on {@link DiffusionPath#NOISE} they are asked
 * @param darkness where on {@link DiffusionPath#DARKNESS}
 * @param fading where on {@link DiffusionPath#FADING}
 * @param energies of how many images that they learned from E(x) is measured, class by class
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record RobustnessExperiment(
    String title,
    String text,
    List<Entry> classifiers,
    String data,
    Integer images,
    long seed,
    Attack attack,
    Stretch noise,
    Stretch darkness,
    Stretch fading,
    Integer energies) {

  /** What the file calls this kind of experiment. */
  public static final String KIND = "robustness";

  private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear(1000);

  /**
   * A classifier.
   *
   * @param name in tables; the last part of the other if absent
   * @param model one that ships, or a folder
   */
  public record Entry(String name, String model) {

    /** Refuses what names none. */
    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    public Entry {
      require(model != null && !model.isBlank(), "model is missing: the name of one, or a folder");
      name = name == null ? Path.of(model).getFileName().toString() : name;
    }

    /** One by its model alone. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Entry of(String model) {
      return new Entry(null, model);
    }
  }

  /**
   * Projected gradient descent from the image itself, in steps of 2.5 eps / steps.
   *
   * @param norm {@code l2} if absent, or {@code linf}
   * @param eps radii, in the units of [0, 1]; 0 is images as they are
   * @param steps 20 if absent
   */
  public record Attack(String norm, List<Double> eps, int steps) {

    /** Fills in what is usual and refuses attacks that there are not. */
    public Attack {
      norm = norm == null ? "l2" : norm;
      steps = steps == 0 ? 20 : steps;
      AttackNorm.parse(norm);
      require(eps != null && !eps.isEmpty(), "eps is missing, such as [0, 0.25, 0.5, 1, 2]");
      require(eps.stream().distinct().count() == eps.size(), "name each eps once");
      eps = eps.stream().sorted().toList();
      of(norm, eps.get(0), steps);
    }

    private static ProjectedGradient of(String norm, double eps, int steps) {
      return ProjectedGradient.of(AttackNorm.parse(norm), eps, steps);
    }

    List<ProjectedGradient> each() {
      return eps.stream().map(radius -> of(norm, radius, steps)).toList();
    }
  }

  /**
   * Timesteps 0, every, 2 every and so on of a thousand, on the linear schedule of DDPM.
   *
   * @param to the last at most; 999 if absent
   * @param every how far apart
   */
  public record Stretch(Integer to, int every) {

    /** Refuses what lies outside of the schedule. */
    public Stretch {
      to = to == null ? SCHEDULE.size() - 1 : to;
      require(to >= 0 && to < SCHEDULE.size(), "to must be a timestep from 0 to 999, got " + to);
      require(every > 0, "every must be at least 1, such as 10, got " + every);
    }

    List<NoiseLevel> levels() {
      return IntStream.rangeClosed(0, to / every).mapToObj(i -> SCHEDULE.level(i * every)).toList();
    }
  }

  /** Refuses experiments that cannot be carried out. */
  public RobustnessExperiment {
    require(title != null, "title is missing");
    text = text == null ? "" : text;
    require(
        classifiers != null && !classifiers.isEmpty(),
        "classifiers are missing: names of models that ship, or folders");
    StoredResult.requireApart("classifiers", classifiers.stream().map(Entry::name));
    require(data != null, "data is missing: the folder of the data set");
    require(images == null || images > 0, "images must be at least 1, got " + images);
    require(
        energies == null || energies > 0, "energies must be of at least 1 image, got " + energies);
    require(
        Stream.of(attack, noise, darkness, fading, energies).anyMatch(part -> part != null),
        "nothing is asked: name attack, noise, darkness, fading or energies");
    classifiers = List.copyOf(classifiers);
  }

  /**
   * Reads an experiment.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException naming what is wrong in it
   */
  public static RobustnessExperiment read(Path file) throws IOException {
    return ExperimentFile.read(file, RobustnessExperiment.class);
  }

  /** The paths that are asked for, each with where. */
  Map<DiffusionPath, Stretch> paths() {
    Map<DiffusionPath, Stretch> paths = new EnumMap<>(DiffusionPath.class);
    put(paths, DiffusionPath.NOISE, noise);
    put(paths, DiffusionPath.DARKNESS, darkness);
    put(paths, DiffusionPath.FADING, fading);
    return paths;
  }

  private static void put(Map<DiffusionPath, Stretch> paths, DiffusionPath path, Stretch stretch) {
    if (stretch != null) {
      paths.put(path, stretch);
    }
  }

  int mostImages() {
    return images == null ? Integer.MAX_VALUE : images;
  }
}
