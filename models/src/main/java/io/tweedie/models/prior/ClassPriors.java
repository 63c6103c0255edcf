package io.tweedie.models.prior;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.guidance.ConditionalDenoiser;
import io.tweedie.core.guidance.EvaluationCounter;
import io.tweedie.core.guidance.Guidance;
import io.tweedie.core.guidance.NoisyClassifier;
import io.tweedie.core.sampling.Transition.Variance;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Precision;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * The priors that a model has for classes of images: by itself, guided by itself or by a
 * classifier.
 */
public final class ClassPriors {

  private final Model model;
  private final Optional<Classifier> classifier;
  private final Precision precision;
  private final MemoryFormat layout;
  private final EvaluationCounter counter = new EvaluationCounter();

  /**
   * Over loaded networks, which stay the caller's.
   *
   * @param model the prior
   * @param classifier of noisy images, for guidance that needs one
   * @param precision number format of the inner layers
   * @param layout memory layout of the inner layers
   */
  public ClassPriors(
      Model model, Optional<Classifier> classifier, Precision precision, MemoryFormat layout) {
    this.model = model;
    this.classifier = classifier;
    this.precision = precision;
    this.layout = layout;
  }

  /** How often the networks were asked by the priors from here. */
  public EvaluationCounter counter() {
    return counter;
  }

  /** The prior of images of any class. */
  public Denoiser ofAll() {
    return counter.counting(model.denoiser(precision, layout));
  }

  /**
   * The prior of the images of a class, without guidance.
   *
   * @throws IllegalArgumentException if the model knows no classes
   */
  public Denoiser of(long label) {
    return counter
        .counting(model.conditional(precision, layout))
        .given(ConditionalDenoiser.labels(label));
  }

  /**
   * The prior of the images of a class, guided.
   *
   * @param levels that the run visits
   * @param variance of its steps
   * @throws IllegalArgumentException if the guidance needs what there is not: a model with classes
   *     and a null class, or a classifier that knows this one
   */
  public Denoiser of(long label, Guidance guidance, NoiseSchedule levels, Variance variance) {
    ConditionalDenoiser prior = guided(label, guidance);
    Optional<NoisyClassifier> judge =
        guidance.form().needsClassifier() ? classifier.map(c -> noisy(c, label)) : Optional.empty();
    return guidance.guide(prior, judge, ConditionalDenoiser.labels(label), levels, variance);
  }

  private NoisyClassifier noisy(Classifier judge, long label) {
    if (label >= judge.classes()) {
      throw new IllegalArgumentException(
          "classifier %s knows classes 0 to %d, not %d"
              .formatted(judge.spec().name(), judge.classes() - 1, label));
    }
    return counter.countingClassifier(judge.noisy(precision, layout));
  }

  /**
   * Checks, before anything is loaded, that a model can be guided so.
   *
   * @throws IllegalArgumentException if it cannot
   */
  public static void requireServes(ModelSpec spec, Guidance guidance) {
    if (!guidance.form().needsClassifier() && spec.nullLabel() == null) {
      throw new IllegalArgumentException(
          "%s needs a model trained with and without classes, and %s was not"
              .formatted(guidance.name(), spec.name()));
    }
  }

  private ConditionalDenoiser guided(long label, Guidance guidance) {
    ModelSpec spec = model.spec();
    if (spec.nullLabel() != null) {
      return counter.counting(model.conditional(precision, layout));
    }
    requireServes(spec, guidance);
    // A classifier also guides priors that know no classes, or that must always be told one.
    return new Unswayed(spec.classConditional() ? of(label) : ofAll());
  }

  /** A prior that is the same whatever the label. */
  private record Unswayed(Denoiser prior) implements ConditionalDenoiser {

    @Override
    public Prediction predict(Tensor xt, NoiseLevel level, Tensor labels) {
      return prior.predict(xt, level);
    }

    @Override
    public long classes() {
      return 0;
    }
  }
}
