package io.tweedie.cli.sample;

import io.tweedie.cli.run.ModelOptions;
import io.tweedie.cli.run.RunRecord;
import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.guidance.Guidance;
import io.tweedie.core.guidance.GuidanceMethod.Need;
import io.tweedie.core.guidance.GuidanceProvider;
import io.tweedie.eval.settings.RecordSettings;
import io.tweedie.models.prior.ClassPriors;
import io.tweedie.models.prior.Classifier;
import io.tweedie.models.prior.ModelSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** What images are to show, and how they are brought to show it. */
final class GuidanceOptions {

  private static final Pattern INTERVAL = Pattern.compile("([^,]+),([^,]+)");

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

  /** The class of --class. */
  Optional<Long> label() {
    return Optional.ofNullable(label);
  }

  /**
   * Checks that images of some classes can be made.
   *
   * @param classes none for images of all
   * @throws IllegalArgumentException if the model has no such classes
   */
  void requireServes(ModelSpec spec, Iterable<Long> classes) {
    if (!classes.iterator().hasNext()) {
      if (spec.classConditional() && spec.nullLabel() == null) {
        throw new IllegalArgumentException(
            "model %s draws images of a given class only; name it with --class, 0 to %d"
                .formatted(spec.name(), spec.classes() - 1));
      }
      return;
    }
    if (!spec.classConditional() && !guidedFromOutside()) {
      throw new IllegalArgumentException("model %s knows no classes".formatted(spec.name()));
    }
    for (long k : classes) {
      if (k < 0 || spec.classConditional() && k >= spec.classes()) {
        throw new IllegalArgumentException(
            "model %s knows classes 0 to %d, not %d".formatted(spec.name(), spec.classes() - 1, k));
      }
    }
  }

  private boolean guidedFromOutside() {
    return guidance != null && !Guidance.parse(guidance).needs(Need.NULL_CONDITION);
  }

  /**
   * The guidance asked for.
   *
   * @param toAClass whether a class is named
   * @param inSteps whether the run visits each of its noise levels once
   * @throws IllegalArgumentException if the model cannot be guided so, or sampler or classes are
   *     missing that it needs
   */
  Optional<Guidance> guidance(ModelSpec spec, boolean toAClass, boolean inSteps) {
    if (guidance == null) {
      if (interval != null || rescale != null || classifier != null) {
        throw new IllegalArgumentException(
            "--classifier, --guidance-interval and --guidance-rescale go with --guidance");
      }
      return Optional.empty();
    }
    Guidance chosen = Guidance.parse(guidance);
    if (!toAClass && chosen.needs(Need.CONDITION)) {
      throw new IllegalArgumentException(
          "--guidance %s needs a class, as --class 3".formatted(chosen.name()));
    }
    ClassPriors.requireServes(spec, chosen);
    chosen = rescale == null ? chosen : chosen.withRescale(rescale);
    chosen = interval == null ? chosen : within(chosen);
    if (!inSteps && chosen.needs(Need.STEPS)) {
      throw new IllegalArgumentException(
          "%s needs the steps of ddpm or ddim, langevin has none"
              .formatted(interval == null ? chosen.name() : "--guidance-interval"));
    }
    return Optional.of(chosen);
  }

  private Guidance within(Guidance chosen) {
    Matcher ends = INTERVAL.matcher(interval);
    try {
      if (ends.matches()) {
        return chosen.withInterval(
            Double.parseDouble(ends.group(1)), Double.parseDouble(ends.group(2)));
      }
    } catch (NumberFormatException e) {
      // Told below, as for texts of any other kind.
    }
    throw new IllegalArgumentException(
        "--guidance-interval is two parts of the run, as 0.1,0.8, not '" + interval + "'");
  }

  /**
   * The folder of the classifier, if guidance needs one.
   *
   * @throws IllegalArgumentException if it does and there is none
   */
  Optional<Path> classifier(Optional<Guidance> guidance, ModelOptions model) throws IOException {
    if (guidance.isEmpty() || !guidance.get().needs(Need.CLASSIFIER)) {
      return Optional.empty();
    }
    return Optional.of(
        classifier == null ? model.companion("-classifier") : ModelOptions.folder(classifier));
  }

  /** The prior of a class or of all images, guided if that is asked for. */
  static Denoiser prior(
      ClassPriors priors, Optional<Long> label, Optional<Guidance> guidance, Sampler sampler) {
    Condition condition = label.isPresent() ? Condition.classes(label.get()) : Condition.none();
    return guidance.isPresent()
        ? priors.of(condition, guidance.get(), sampler.levels(), sampler.variance())
        : priors.of(condition);
  }

  /** Writes down how images are guided. */
  static void describe(
      RunRecord record, Optional<Guidance> guidance, Optional<Classifier> classifier)
      throws IOException {
    guidance.ifPresent(g -> record.put("guidance", description(g)));
    if (classifier.isPresent()) {
      record.put(
          "classifier",
          Map.of("name", classifier.get().spec().name(), "sha256", classifier.get().hash()));
    }
  }

  private static Map<String, Object> description(Guidance guidance) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("form", guidance.word());
    description.put("scale", guidance.scale());
    if (RecordSettings.describe(guidance.method()) instanceof Map<?, ?> settings) {
      settings.forEach((name, value) -> description.put(name.toString(), value));
    }
    description.put("start", guidance.start());
    description.put("stop", guidance.stop());
    return description;
  }
}
