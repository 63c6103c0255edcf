package io.tweedie.eval.comparison;

import static io.tweedie.eval.experiment.ExperimentFile.require;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.tweedie.core.guidance.Guidance;
import io.tweedie.core.guidance.GuidanceMethod.Need;
import io.tweedie.core.guidance.GuidanceSchedule;
import io.tweedie.eval.experiment.ExperimentFile;
import io.tweedie.eval.grid.StoredResult;
import io.tweedie.eval.report.Numbers;
import io.tweedie.models.prior.ClassPriors;
import io.tweedie.models.prior.ModelSpec;
import io.tweedie.restore.sampler.Samplers;
import io.tweedie.restore.spec.GenerateSpec;
import io.tweedie.restore.spec.GuidanceSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * An experiment that compares ways of guidance: images of all classes are drawn in each way from
 * the same noise, and judged. Read from a YAML file.
 *
 * @param title of the report
 * @param text a paragraph below it; empty if absent
 * @param model a name or a folder; it need not know the classes
 * @param judge a classifier of clean images that guides none of them
 * @param classifier of the ways that name none; absent for none
 * @param perClass images of each class, at least 2
 * @param sampler as of {@code sample}; ddim if absent
 * @param steps as of {@code sample}; 100 if absent
 * @param eta of ddim
 * @param seed of the noise; 0 if absent
 * @param ways to be compared
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record GuidanceComparison(
    String title,
    String text,
    String model,
    String judge,
    String classifier,
    int perClass,
    String sampler,
    String steps,
    Double eta,
    long seed,
    List<Way> ways) {

  /** What the file calls this kind of experiment. */
  public static final String KIND = "guidance-comparison";

  /** What files called an experiment of methods and scales alone. */
  public static final String FORMER_KIND = "guidance";

  /** What such files say now. */
  public static final String INSTEAD =
      "kind '%s' is '%s' now; in place of methods and scales write ways, such as"
              .formatted(FORMER_KIND, KIND)
          + " {name: cfg, guidance: cfg, scales: [0, 3]}, and give it a title";

  /**
   * A way to guide, in the words of {@code sample}.
   *
   * @param name in tables and of files
   * @param guidance method and scale; none if absent
   * @param scales stands for several ways, one at each of these scales; the guidance is a method
   *     alone then
   * @param classifier a name or a folder: guides where a classifier does, and is asked about what
   *     was drawn in any case; the comparison's if absent
   * @param schedule its strength at each noise level
   * @param path where around x_t it is asked
   * @param at which image it is shown
   * @param interval A,B: the part of the run in which it guides
   * @param steps other ones than the experiment's
   * @param eta another one than the experiment's
   */
  public record Way(
      String name,
      String guidance,
      List<Double> scales,
      String classifier,
      String schedule,
      String path,
      String at,
      String interval,
      String steps,
      Double eta) {

    /** Refuses ways without a name, and nonsense in what can be told without a model. */
    public Way {
      require(name != null && !name.isBlank(), "name is missing: what tables call this way");
      require(scales == null || guidance != null, "scales are of a guidance, such as cfg");
      require(scales == null || !scales.isEmpty(), "scales are missing, such as [0, 1, 3]");
      scales = scales == null ? List.of() : List.copyOf(scales);
      if (schedule != null) {
        GuidanceSchedule.parse(schedule);
      }
    }

    private GuidanceSpec spec() {
      return new GuidanceSpec(
          null, guidance, guidance == null ? null : classifier, interval, null, schedule, path, at);
    }

    /** Itself with a classifier, or one way for each of its scales. */
    private List<Way> each(String usualClassifier) {
      String asked = classifier == null ? usualClassifier : classifier;
      return scales.isEmpty()
          ? List.of(with(name, guidance, asked))
          : scales.stream()
              .map(s -> with(name + " " + Numbers.plain(s), guidance + ":" + s, asked))
              .toList();
    }

    private Way with(String name, String guidance, String classifier) {
      return new Way(name, guidance, null, classifier, schedule, path, at, interval, steps, eta);
    }

    /** Refuses what says no guidance, or lacks the classifier that it needs. */
    private void check() {
      if (guidance != null) {
        require(
            classifier != null || !ClassPriors.judges(Guidance.parse(guidance)),
            "classifier is missing for '%s': the name of one, or a folder".formatted(name));
      }
    }

    /** Whether scores of a classifier are followed by a schedule. */
    boolean isScheduled() {
      return guidance != null && Guidance.parse(guidance).needs(Need.ANY_CLASSIFIER);
    }

    /** f at every noise level, as it is written. */
    String scheduleOrUsual() {
      return schedule == null ? "power:0.5" : schedule;
    }
  }

  /** Fills in what is usual and refuses experiments that cannot be carried out. */
  public GuidanceComparison {
    require(title != null, "title is missing");
    text = text == null ? "" : text;
    require(model != null && judge != null, "name model and judge");
    require(perClass >= 2, "per_class must be at least 2, got " + perClass);
    sampler = sampler == null ? Samplers.USUAL : sampler;
    steps = steps == null ? "100" : steps;
    require(ways != null && !ways.isEmpty(), "ways are missing: what is to be compared");
    ways = List.copyOf(ways);
    List<Way> each = each(ways, classifier);
    StoredResult.requireApart("ways", each.stream().map(Way::name));
    each.forEach(Way::check);
  }

  /** Everything that is drawn: the ways in order, those with scales at each of these. */
  List<Way> each() {
    return each(ways, classifier);
  }

  private static List<Way> each(List<Way> ways, String classifier) {
    return ways.stream().flatMap(way -> way.each(classifier).stream()).toList();
  }

  /** What is drawn of one of the ways as they are written. */
  List<Way> each(Way way) {
    return way.each(classifier);
  }

  /**
   * Reads an experiment.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException naming what is wrong in it
   */
  public static GuidanceComparison read(Path file) throws IOException {
    return ExperimentFile.read(file, GuidanceComparison.class);
  }

  /**
   * What is drawn in one way. A model that knows no classes draws of all where nothing guides it,
   * as many images as of all classes together.
   *
   * @param classes how many there are
   */
  GenerateSpec drawn(Way way, ModelSpec spec, int classes) {
    boolean ofClasses = way.guidance() != null || spec.classConditional();
    return new GenerateSpec(
        way.spec(),
        ofClasses ? "0-" + (classes - 1) : null,
        sampler,
        way.steps() == null ? steps : way.steps(),
        way.eta() == null ? eta : way.eta(),
        ofClasses ? perClass : perClass * classes,
        null,
        seed);
  }
}
