package io.tweedie.eval.comparison;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.tweedie.core.guidance.GuidanceSchedule;
import io.tweedie.eval.experiment.ExperimentFile;
import io.tweedie.eval.grid.StoredResult;
import io.tweedie.models.prior.ModelSpec;
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
    int perClass,
    String sampler,
    String steps,
    Double eta,
    long seed,
    List<Way> ways) {

  /** What the file calls this kind of experiment. */
  public static final String KIND = "guidance-comparison";

  /**
   * A way to guide, in the words of {@code sample}.
   *
   * @param name in tables and of files
   * @param guidance method and scale; none if absent
   * @param classifier that guides: a name or a folder
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
      require(
          guidance == null || classifier != null,
          "classifier is missing: the name of one, or a folder");
      if (schedule != null) {
        GuidanceSchedule.parse(schedule);
      }
    }

    private GuidanceSpec spec() {
      return new GuidanceSpec(
          null, guidance, guidance == null ? null : classifier, interval, null, schedule, path, at);
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
    steps = steps == null ? "100" : steps;
    require(ways != null && !ways.isEmpty(), "ways are missing: what is to be compared");
    require(
        ways.stream().map(Way::name).map(StoredResult::fileName).distinct().count() == ways.size(),
        "give each way a name of its own");
    ways = List.copyOf(ways);
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

  private static void require(boolean fulfilled, String otherwise) {
    if (!fulfilled) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
