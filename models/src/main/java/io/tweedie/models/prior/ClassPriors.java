package io.tweedie.models.prior;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.guidance.EvaluationCounter;
import io.tweedie.core.guidance.Guidance;
import io.tweedie.core.guidance.GuidanceMethod.Need;
import io.tweedie.core.guidance.GuidanceMethod.Setup;
import io.tweedie.core.guidance.NoisyClassifier;
import io.tweedie.core.sampling.Transition.Variance;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Compute;
import java.util.List;
import java.util.Optional;

/**
 * The priors that a model has for classes of images: by itself, guided by itself or by a
 * classifier.
 */
public final class ClassPriors {

  private final PreparedModel model;
  private final Optional<Classifier> classifier;
  private final EvaluationCounter counter = new EvaluationCounter();

  /**
   * Over loaded networks, which stay the caller's.
   *
   * @param model the prior
   * @param classifier for guidance that needs one; it computes as the model does
   */
  public ClassPriors(PreparedModel model, Optional<Classifier> classifier) {
    this.model = model;
    this.classifier = classifier;
  }

  /** How often the networks were asked by the priors from here. */
  public EvaluationCounter counter() {
    return counter;
  }

  /**
   * The prior of images under a condition, without guidance.
   *
   * @param condition none for all images; its tensors must stay alive as long as the prior
   * @throws IllegalArgumentException if the model cannot be told so
   */
  public Denoiser of(Condition condition) {
    return condition instanceof Condition.None
        ? counter.counting(model.denoiser())
        : counter.counting(model.conditional()).given(condition);
  }

  /**
   * The guided prior of images under a condition.
   *
   * @param condition what is guided to; its tensors must stay alive as long as the prior
   * @param levels that the run visits
   * @param variance of its steps
   * @throws IllegalArgumentException if the guidance needs what there is not: a model with classes
   *     and a null class, or a classifier that knows these
   */
  public Denoiser of(
      Condition condition, Guidance guidance, NoiseSchedule levels, Variance variance) {
    Optional<NoisyClassifier> judge =
        judges(guidance) ? classifier.map(c -> judge(c, condition, guidance)) : Optional.empty();
    List<Double> energies =
        guidance.needs(Need.CLASS_ENERGIES)
            ? classifier.flatMap(Classifier::energies).map(ClassEnergies::mean).orElse(List.of())
            : List.of();
    return guidance.guide(
        new Setup(guided(condition, guidance), condition, judge, energies, levels, variance));
  }

  /** Whether a classifier guides. */
  public static boolean judges(Guidance guidance) {
    return guidance.needs(Need.CLASSIFIER) || guidance.needs(Need.ANY_CLASSIFIER);
  }

  private NoisyClassifier judge(Classifier judge, Condition condition, Guidance guidance) {
    long label =
        condition instanceof Condition.Classes classes ? classes.labels().max().item_long() : 0;
    if (label >= judge.classes()) {
      throw new IllegalArgumentException(
          "classifier %s knows classes 0 to %d, not %d"
              .formatted(judge.spec().name(), judge.classes() - 1, label));
    }
    Compute compute = model.compute();
    return counter.countingClassifier(
        guidance.needs(Need.CLASSIFIER) ? judge.noisy(compute) : judge.whateverNoise(compute));
  }

  /**
   * Checks, before anything is loaded, that a model can be guided so.
   *
   * @throws IllegalArgumentException if it cannot
   */
  public static void requireServes(ModelSpec spec, Guidance guidance) {
    if (guidance.needs(Need.NULL_CONDITION) && spec.nullLabel() == null) {
      throw new IllegalArgumentException(
          "%s needs a model trained with and without classes, and %s was not"
              .formatted(guidance.name(), spec.name()));
    }
  }

  private ConditionalDenoiser guided(Condition condition, Guidance guidance) {
    ModelSpec spec = model.spec();
    if (spec.nullLabel() != null) {
      return counter.counting(model.conditional());
    }
    requireServes(spec, guidance);
    // Priors that know no classes, or that must always be told one, are guided from outside.
    Denoiser same = of(spec.classConditional() ? condition : Condition.none());
    return (xt, level, told) -> same.predict(xt, level);
  }
}
