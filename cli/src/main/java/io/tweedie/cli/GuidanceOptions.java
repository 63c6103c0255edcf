package io.tweedie.cli;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.guidance.Guidance;
import io.tweedie.eval.settings.RecordSettings;
import io.tweedie.models.prior.ClassPriors;
import io.tweedie.models.prior.Classifier;
import io.tweedie.models.prior.ModelSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Of which classes images are drawn, and how they are brought about. */
final class GuidanceOptions {

  private static final Pattern RANGE = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");
  private static final Pattern INTERVAL = Pattern.compile("([^,]+),([^,]+)");

  private Long label;

  @Option(
      names = "--classes",
      paramLabel = "K-K|K,...",
      description = "Several classes, a row of the grid for each, as 0-9 or 3,5,7.")
  private String classes;

  @Option(
      names = "--guidance",
      paramLabel = "M:W",
      description =
          "Strengthens the class: cfg:W (classifier-free; 1 is none, 3 is usual), cg:W (by a"
              + " classifier of noisy images; 0 is none) or cg-mean:W (the same as a shift of the"
              + " step's mean).")
  private String guidance;

  @Option(
      names = "--classifier",
      paramLabel = "NAME|DIR",
      description =
          "Classifier for cg: a model that ships or a folder (default: the model's name with"
              + " -classifier).")
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

  /** Whether each class gets a row. */
  boolean byRows() {
    return classes != null;
  }

  /**
   * The classes in order; none if images are drawn from all.
   *
   * @throws IllegalArgumentException if the model has no such classes
   */
  List<Long> classes(ModelSpec spec) {
    if (label != null && classes != null) {
      throw new IllegalArgumentException("--class is for one class and --classes for several");
    }
    List<Long> wanted = classes != null ? parse(classes) : Stream.ofNullable(label).toList();
    if (wanted.isEmpty() && spec.classConditional() && spec.nullLabel() == null) {
      throw new IllegalArgumentException(
          "model %s draws images of a given class only; name it with --class, 0 to %d"
              .formatted(spec.name(), spec.classes() - 1));
    }
    if (!wanted.isEmpty() && !spec.classConditional() && !guidedByClassifier()) {
      throw new IllegalArgumentException("model %s knows no classes".formatted(spec.name()));
    }
    for (long k : wanted) {
      if (k < 0 || spec.classConditional() && k >= spec.classes()) {
        throw new IllegalArgumentException(
            "model %s knows classes 0 to %d, not %d".formatted(spec.name(), spec.classes() - 1, k));
      }
    }
    return wanted;
  }

  private static List<Long> parse(String text) {
    return Stream.of(text.split(",", -1)).flatMap(part -> range(part, text).boxed()).toList();
  }

  private static LongStream range(String part, String text) {
    Matcher matcher = RANGE.matcher(part);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "--classes are numbers and ranges, as 0-9 or 3,5,7, not '" + text + "'");
    }
    long first = Long.parseLong(matcher.group(1));
    long last = matcher.group(2) == null ? first : Long.parseLong(matcher.group(2));
    if (last < first) {
      throw new IllegalArgumentException("--classes: %d-%d is empty".formatted(first, last));
    }
    return LongStream.rangeClosed(first, last);
  }

  private boolean guidedByClassifier() {
    return guidance != null && Guidance.parse(guidance).form().needsClassifier();
  }

  /**
   * The guidance asked for.
   *
   * @throws IllegalArgumentException if the model cannot be guided so, or sampler or classes are
   *     missing that it needs
   */
  Optional<Guidance> guidance(ModelSpec spec, SamplerOptions sampler) {
    if (guidance == null) {
      if (interval != null || rescale != null || classifier != null) {
        throw new IllegalArgumentException(
            "--classifier, --guidance-interval and --guidance-rescale go with --guidance");
      }
      return Optional.empty();
    }
    if (label == null && classes == null) {
      throw new IllegalArgumentException("--guidance needs a class: --class 3 or --classes 0-9");
    }
    Guidance chosen = Guidance.parse(guidance);
    ClassPriors.requireServes(spec, chosen);
    if (!sampler.isDiffusion() && (interval != null || chosen.form() == Guidance.Form.CG_MEAN)) {
      throw new IllegalArgumentException(
          "--guidance-interval and cg-mean need the steps of ddpm or ddim, langevin has none");
    }
    chosen = rescale == null ? chosen : chosen.withRescale(rescale);
    return Optional.of(interval == null ? chosen : within(chosen));
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
    if (guidance.isEmpty() || !guidance.get().form().needsClassifier()) {
      return Optional.empty();
    }
    return Optional.of(
        classifier == null ? model.companion("-classifier") : ModelOptions.folder(classifier));
  }

  /** The prior of a class, guided if that is asked for. */
  Denoiser prior(ClassPriors priors, long label, Optional<Guidance> guidance, Sampler sampler) {
    return guidance.isPresent()
        ? priors.of(label, guidance.get(), sampler.levels(), sampler.variance())
        : priors.of(label);
  }

  /** Writes down which classes are drawn, and how they are brought about. */
  void describe(
      RunRecord record,
      List<Long> classes,
      Optional<Guidance> guidance,
      Optional<Classifier> classifier)
      throws IOException {
    if (!classes.isEmpty()) {
      record.put("classes", classes);
    }
    guidance.ifPresent(g -> record.put("guidance", RecordSettings.describe(g)));
    if (classifier.isPresent()) {
      record.put(
          "classifier",
          Map.of("name", classifier.get().spec().name(), "sha256", classifier.get().hash()));
    }
  }
}
