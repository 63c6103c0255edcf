package io.tweedie.core.guidance;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.sampling.Transition.Variance;
import io.tweedie.core.schedule.NoiseSchedule;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A method of guidance with its settings, as {@code cfg:3} names it: makes a guided prior of a
 * prior. Immutable; a {@link GuidanceProvider} reads it from text.
 *
 * <p>A method that is a record has its components written into the record of a run.
 */
public interface GuidanceMethod {

  /** What a method may need besides a prior. */
  enum Need {
    /** Something to guide to, such as a class. */
    CONDITION,
    /** A prior that can be asked with its condition and without. */
    NULL_CONDITION,
    /** A classifier of noisy images. */
    CLASSIFIER,
    /** A classifier, which need not know noise. */
    ANY_CLASSIFIER,
    /** What the classifier's energies are on its training set. */
    CLASS_ENERGIES,
    /** The noise levels of a run that visits each once, and the variance of its steps. */
    STEPS
  }

  /**
   * What there is to guide with.
   *
   * @param prior what is guided; if the method does not need {@link Need#NULL_CONDITION}, it may
   *     answer the same whatever it is told
   * @param condition what images are guided to; its tensors must stay alive as long as the guided
   *     prior
   * @param classifier of noisy images, if there is one; or of clean ones, if the method can do with
   *     {@link Need#ANY_CLASSIFIER}
   * @param energies for each class the mean of E(x), minus the log-sum-exp of the classifier's
   *     logits, over its images in the training set; empty if they were not measured
   * @param levels that the run visits
   * @param variance of its steps
   */
  record Setup(
      ConditionalDenoiser prior,
      Condition condition,
      Optional<NoisyClassifier> classifier,
      List<Double> energies,
      NoiseSchedule levels,
      Variance variance) {

    /**
     * The classifier, for a method that needs it.
     *
     * @throws IllegalArgumentException if there is none
     */
    public NoisyClassifier classifierFor(GuidanceMethod method) {
      return classifier.orElseThrow(
          () ->
              new IllegalArgumentException(
                  method.name()
                      + (method.needs().contains(Need.ANY_CLASSIFIER)
                          ? " needs a classifier"
                          : " needs a classifier of noisy images")));
    }

    /**
     * The energies, for a method that needs them.
     *
     * @throws IllegalArgumentException if they were not measured
     */
    public List<Double> energiesFor(GuidanceMethod method) {
      if (energies.isEmpty()) {
        throw new IllegalArgumentException(
            method.name()
                + " needs the classifier's mean energies, which 'tweedie energies' measures");
      }
      return energies;
    }
  }

  /** Method and settings in the words that its {@link GuidanceProvider} reads: {@code cfg:3}. */
  String name();

  /** How strongly it guides. */
  double scale();

  /** What must be there for it. */
  Set<Need> needs();

  /**
   * The guided prior.
   *
   * @throws IllegalArgumentException if something is missing that it {@link #needs}, or the
   *     condition is of a kind that it cannot guide to
   */
  Denoiser guide(Setup setup);

  /** The prior that is asked in the parts of a run that are not guided: of all images. */
  default Denoiser unguided(Setup setup) {
    return setup.prior().unconditional();
  }

  /**
   * The same with the contrast of guided predictions brought back.
   *
   * @param share from 0, not at all, to 1, wholly
   * @throws IllegalArgumentException if the share is none, or the method knows no such thing, as it
   *     is unless it says otherwise
   */
  default GuidanceMethod withRescale(double share) {
    throw new IllegalArgumentException(name() + " has no rescaling; cfg has");
  }

  /**
   * The same, of other strength at each noise level.
   *
   * @throws IllegalArgumentException if the method's strength is given, as it is unless it says
   *     otherwise
   */
  default GuidanceMethod withSchedule(GuidanceSchedule schedule) {
    throw new IllegalArgumentException(name() + " has no schedule; posterior and energy have");
  }

  /**
   * The same, with scores from elsewhere than x_t.
   *
   * @throws IllegalArgumentException if it has none, as it has unless it says otherwise
   */
  default GuidanceMethod withPath(ScorePath path) {
    throw new IllegalArgumentException(
        name() + " has no path of scores; posterior and energy have");
  }

  /**
   * The same, with a classifier that is shown another image.
   *
   * @throws IllegalArgumentException if it cannot be, as it cannot unless it says otherwise
   */
  default GuidanceMethod shown(GuidancePlace place) {
    throw new IllegalArgumentException(name() + " guides at x_t; posterior and energy can at x_0");
  }
}
