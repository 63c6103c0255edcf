package io.tweedie.core.guidance;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.sampling.Transition.Variance;
import io.tweedie.core.schedule.NoiseSchedule;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;

/**
 * How a run is guided to a class, as users name it: {@code cfg:3}, {@code cg:5}, {@code cg-mean:5}.
 *
 * @param form the method
 * @param scale its strength; 0 guides not at all
 * @param rescale share of rescaling, for {@link Form#CFG} only; 0 is none
 * @param start where in the run guidance begins, in [0, 1): 0 is pure noise
 * @param stop where it ends, in (start, 1]: 1 is the clean image
 */
public record Guidance(Form form, double scale, double rescale, double start, double stop) {

  /** The methods of guidance. */
  public enum Form {
    /** {@link ClassifierFreeGuidance}. */
    CFG("cfg"),
    /** {@link ClassifierGuidance}. */
    CG("cg"),
    /** {@link MeanShiftGuidance}. */
    CG_MEAN("cg-mean");

    private final String word;

    Form(String word) {
      this.word = word;
    }

    /** The name that users give it. */
    public String word() {
      return word;
    }

    /** Whether it needs a classifier of noisy images. */
    public boolean needsClassifier() {
      return this != CFG;
    }
  }

  /** Refuses settings that no method takes. */
  public Guidance {
    ClassifierGuidance.requireScale(scale);
    GuidanceInterval.requireShares(start, stop);
    if (!(rescale >= 0 && rescale <= 1)) {
      throw new IllegalArgumentException("rescale must be in [0, 1], got " + rescale);
    }
    if (rescale > 0 && form != Form.CFG) {
      throw new IllegalArgumentException(
          "rescaling belongs to cfg; %s has none".formatted(form.word));
    }
  }

  /** Over the whole run, without rescaling. */
  public Guidance(Form form, double scale) {
    this(form, scale, 0, 0, 1);
  }

  /**
   * Reads a method and its scale, such as {@code cfg:3}.
   *
   * @throws IllegalArgumentException if the text is none
   */
  public static Guidance parse(String text) {
    int colon = text.indexOf(':');
    String word = colon < 0 ? text : text.substring(0, colon);
    Form form =
        Arrays.stream(Form.values())
            .filter(f -> f.word.equals(word))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(unknown(text)));
    try {
      return new Guidance(form, Double.parseDouble(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(unknown(text), e);
    }
  }

  private static String unknown(String text) {
    return "guidance '%s' is not known; write %s with a scale, as cfg:3"
        .formatted(
            text, Arrays.stream(Form.values()).map(Form::word).collect(Collectors.joining(", ")));
  }

  /** The same with the contrast of guided predictions brought back by this share. */
  public Guidance withRescale(double rescale) {
    return new Guidance(form, scale, rescale, start, stop);
  }

  /** The same in a part of the run only. */
  public Guidance withInterval(double start, double stop) {
    return new Guidance(form, scale, rescale, start, stop);
  }

  /** Method and scale as {@link #parse} reads them. */
  public String name() {
    boolean whole = scale == Math.rint(scale) && Math.abs(scale) < 1e6;
    return form.word + ":" + (whole ? String.format(Locale.ROOT, "%.0f", scale) : scale);
  }

  /**
   * The prior that draws images of the labels.
   *
   * @param prior what is guided; where guidance is switched off, {@link Form#CFG} asks it with the
   *     label and the others without
   * @param classifier of noisy images, for those that need one
   * @param labels int64, one for all images or one for each; must stay alive as long as the
   *     denoiser
   * @param levels that the run visits
   * @param variance of its steps, for {@link Form#CG_MEAN}
   * @throws IllegalArgumentException if a classifier is needed and there is none
   */
  public Denoiser guide(
      ConditionalDenoiser prior,
      Optional<NoisyClassifier> classifier,
      Tensor labels,
      NoiseSchedule levels,
      Variance variance) {
    if (form == Form.CFG) {
      Denoiser guided = new ClassifierFreeGuidance(prior, labels, scale, rescale);
      return within(guided, prior.given(labels), levels);
    }
    NoisyClassifier judge =
        classifier.orElseThrow(
            () -> new IllegalArgumentException(name() + " needs a classifier of noisy images"));
    Denoiser plain = prior.unconditional();
    Denoiser guided =
        form == Form.CG
            ? new ClassifierGuidance(plain, judge, labels, scale)
            : new MeanShiftGuidance(plain, judge, labels, scale, levels, variance);
    return within(guided, plain, levels);
  }

  private Denoiser within(Denoiser guided, Denoiser plain, NoiseSchedule levels) {
    boolean always = start == 0 && stop == 1;
    return always ? guided : GuidanceInterval.ofRun(guided, plain, levels, start, stop);
  }
}
