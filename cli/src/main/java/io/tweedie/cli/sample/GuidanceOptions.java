package io.tweedie.cli.sample;

import io.tweedie.core.guidance.GuidanceProvider;
import io.tweedie.core.guidance.GuidanceSchedule;
import io.tweedie.restore.spec.GuidanceSpec;
import java.util.Iterator;
import picocli.CommandLine.Option;

/** What images are to show, and how they are brought to show it. */
public final class GuidanceOptions {

  private Long label;

  @Option(
      names = "--guidance",
      paramLabel = "M:W",
      completionCandidates = Methods.class,
      description = "Strengthens the class: ${COMPLETION-CANDIDATES}.")
  private String guidance;

  @Option(
      names = "--classifier",
      paramLabel = "NAME|DIR",
      description =
          "Classifier for guidance by one: a model that ships or a folder (default: the model's"
              + " name with -classifier).")
  private String classifier;

  @Option(
      names = "--guidance-interval",
      paramLabel = "A,B",
      description =
          "Guides only from A to B of the run, where 0 is pure noise and 1 the image (default:"
              + " 0,1).")
  private String interval;

  @Option(
      names = "--guidance-rescale",
      paramLabel = "F",
      description =
          "Takes the added contrast of cfg back, from 0 (not at all; default) to 1 (wholly).")
  private Double rescale;

  @Option(
      names = "--schedule",
      paramLabel = "S",
      completionCandidates = Schedules.class,
      description =
          "With guidance by posterior or energy, its strength at each noise level:"
              + " ${COMPLETION-CANDIDATES} (default: power:0.5).")
  private String schedule;

  @Option(
      names = "--guidance-path",
      paramLabel = "sum:N,G|pgd:N,G",
      description =
          "With these too: adds up N scores, each a step G further, or takes that after N steps of"
              + " length G.")
  private String path;

  @Option(
      names = "--guidance-at",
      paramLabel = "xt|x0",
      description =
          "With these too: shows the classifier the noisy image (default) or the estimate of the"
              + " clean one.")
  private String at;

  @Option(
      names = "--class",
      paramLabel = "K",
      description = "Class, for models that have some, counted from 0.")
  void label(Long label) {
    this.label = label;
  }

  /** The name that --class had. */
  @Option(names = "--label", hidden = true)
  void formerLabel(Long label) {
    if (label != null) {
      this.label = label;
    }
  }

  /** The methods that there are, each as it is written and what it does. */
  static final class Methods implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return GuidanceProvider.ALL.all().stream()
          .map(method -> "%s:W (%s)".formatted(method.name(), method.summary()))
          .iterator();
    }
  }

  /** The schedules that there are, each as it is written. */
  static final class Schedules implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return GuidanceSchedule.Provider.ALL.all().stream()
          .map(schedule -> "%s:%s".formatted(schedule.name(), schedule.summary()))
          .iterator();
    }
  }

  /** What they say. */
  public GuidanceSpec guidance() {
    return new GuidanceSpec(label, guidance, classifier, interval, rescale, schedule, path, at);
  }
}
