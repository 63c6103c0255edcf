package io.tweedie.restore.spec;

import io.tweedie.core.guidance.Guidance;
import io.tweedie.core.guidance.GuidanceMethod;
import io.tweedie.core.guidance.GuidanceMethod.Need;
import io.tweedie.core.guidance.GuidancePlace;
import io.tweedie.core.guidance.GuidanceSchedule;
import io.tweedie.core.guidance.ScorePath;
import io.tweedie.models.prior.ClassPriors;
import io.tweedie.models.prior.ModelSpec;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What images are to show, and how they are brought to show it, in words.
 *
 * @param label the class, counted from 0; its word is {@code class}; absent for images of all
 * @param guidance method and scale, as {@link Guidance#parse} reads them; absent for none
 * @param classifier for guidance by one: a model that ships or a folder; the model's own if absent
 * @param guidanceInterval A,B: guides only from A to B of the run, where 0 is pure noise and 1 the
 *     image
 * @param guidanceRescale share of the added contrast that is taken back, from 0 to 1
 * @param guidanceSchedule how strongly a classifier guides at each noise level, as {@link
 *     GuidanceSchedule#parse} reads it; its word is {@code schedule}
 * @param guidancePath where around x_t its scores are asked for, as {@link ScorePath#parse} reads
 *     it
 * @param guidanceAt which image it is shown, as {@link GuidancePlace#parse} reads it
 */
public record GuidanceSpec(
    @Word("class") Long label,
    String guidance,
    String classifier,
    String guidanceInterval,
    Double guidanceRescale,
    @Word("schedule") String guidanceSchedule,
    String guidancePath,
    String guidanceAt)
    implements Serializable {

  /** Images of all classes. */
  public static final GuidanceSpec NONE =
      new GuidanceSpec(null, null, null, null, null, null, null, null);

  private static final Pattern INTERVAL = Pattern.compile("([^,]+),([^,]+)");

  /** Whether anything is said. */
  public boolean saysSomething() {
    return !equals(NONE);
  }

  /** The classes that are named: one or none. */
  public List<Long> classes() {
    return label == null ? List.of() : List.of(label);
  }

  /**
   * Checks that images of some classes can be made.
   *
   * @param classes none for images of all
   * @throws IllegalArgumentException if the model has no such classes
   */
  public void requireServes(ModelSpec spec, List<Long> classes) {
    if (classes.isEmpty()) {
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
  public Optional<Guidance> chosen(ModelSpec spec, boolean toAClass, boolean inSteps) {
    if (guidance == null) {
      if (Stream.of(
              guidanceInterval,
              guidanceRescale,
              classifier,
              guidanceSchedule,
              guidancePath,
              guidanceAt)
          .anyMatch(Objects::nonNull)) {
        throw new IllegalArgumentException(
            "--classifier, --schedule and options that begin with --guidance go with --guidance");
      }
      return Optional.empty();
    }
    Guidance chosen = Guidance.parse(guidance);
    if (!toAClass && chosen.needs(Need.CONDITION)) {
      throw new IllegalArgumentException(
          "--guidance %s needs a class, as --class 3".formatted(chosen.name()));
    }
    ClassPriors.requireServes(spec, chosen);
    chosen = guidanceRescale == null ? chosen : chosen.withRescale(guidanceRescale);
    chosen = ofClassifier(chosen);
    chosen = guidanceInterval == null ? chosen : within(chosen);
    if (!inSteps && chosen.needs(Need.STEPS)) {
      throw new IllegalArgumentException(
          "%s needs the steps of ddpm or ddim, langevin has none"
              .formatted(guidanceInterval == null ? chosen.name() : "--guidance-interval"));
    }
    return Optional.of(chosen);
  }

  private Guidance ofClassifier(Guidance chosen) {
    return chosen.with(
        method -> {
          GuidanceMethod m = method;
          m =
              guidanceSchedule == null
                  ? m
                  : m.withSchedule(GuidanceSchedule.parse(guidanceSchedule));
          m = guidancePath == null ? m : m.withPath(ScorePath.parse(guidancePath));
          return guidanceAt == null ? m : m.shown(GuidancePlace.parse(guidanceAt));
        });
  }

  private Guidance within(Guidance chosen) {
    Matcher ends = INTERVAL.matcher(guidanceInterval);
    try {
      if (ends.matches()) {
        return chosen.withInterval(
            Double.parseDouble(ends.group(1)), Double.parseDouble(ends.group(2)));
      }
    } catch (NumberFormatException e) {
      // Told below, as for texts of any other kind.
    }
    throw new IllegalArgumentException(
        "--guidance-interval is two parts of the run, as 0.1,0.8, not '" + guidanceInterval + "'");
  }
}
