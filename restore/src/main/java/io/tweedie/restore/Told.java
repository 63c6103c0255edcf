package io.tweedie.restore;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.guidance.EvaluationCounter;
import io.tweedie.core.guidance.Guidance;
import io.tweedie.models.prior.ClassPriors;
import io.tweedie.models.prior.Classifier;
import io.tweedie.restore.record.RunRecord;
import io.tweedie.restore.sampler.Sampler;
import io.tweedie.restore.settings.RecordSettings;
import io.tweedie.restore.spec.GuidanceSpec;
import io.tweedie.restore.spec.RestoreSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A prior that is told what images show. */
sealed interface Told extends AutoCloseable permits Told.Given, Told.Model, ToldText {

  /** What one run asks. */
  interface Asked {

    /**
     * What is asked of all images, or of those of a class.
     *
     * @param sampler that runs, on whose levels guidance depends
     */
    Question question(Optional<Long> label, Sampler sampler);

    /** How often networks were asked. */
    EvaluationCounter counter();
  }

  /**
   * A prior and what it is told.
   *
   * @param prior that takes such conditions
   * @param condition its tensors are those of what is told
   */
  record Question(ConditionalDenoiser prior, Condition condition) {

    /** Of a prior that knows already what it is to be told. */
    static Question of(Denoiser prior) {
      return new Question(prior, Condition.none());
    }

    /** The prior that has been told. */
    Denoiser told() {
      return prior.given(condition);
    }
  }

  /** Asks the same of all images. */
  record Same(Question question, EvaluationCounter counter) implements Asked {

    @Override
    public Question question(Optional<Long> label, Sampler sampler) {
      return question;
    }
  }

  /** The prior for one run. */
  Asked asked();

  /** Writes down how images are guided. */
  void describe(RunRecord record);

  /** What whoever says it should know, a line each. */
  default List<String> remarks() {
    return List.of();
  }

  /** What results depend on beside the prior itself, to recognise saved states by. */
  String identity();

  @Override
  void close();

  /**
   * What words ask for, found to be possible; nothing is loaded yet.
   *
   * @param classes none for images of all
   * @param inSteps whether the run visits each of its noise levels once
   * @throws IOException if a classifier's description cannot be read
   * @throws IllegalArgumentException if the prior cannot serve it
   */
  static Told of(Prior prior, GuidanceSpec said, List<Long> classes, boolean inSteps)
      throws IOException {
    if (prior instanceof ModelPrior model) {
      said.requireServes(model.spec(), classes);
      Optional<Guidance> guidance = said.chosen(model.spec(), !classes.isEmpty(), inSteps);
      boolean judged = guidance.isPresent() && ClassPriors.judges(guidance.get());
      return new Model(
          model, guidance, judged ? Optional.of(model.classifier(said)) : Optional.empty());
    }
    if (!classes.isEmpty() || said.guidance() != null) {
      throw new IllegalArgumentException("prior %s knows no classes".formatted(prior.name()));
    }
    return new Given(prior);
  }

  /**
   * What a specification tells a prior that restores, found to be possible; nothing is loaded yet.
   *
   * @throws IOException if a classifier's description cannot be read
   * @throws IllegalArgumentException if the prior cannot serve it
   */
  static Told of(Prior prior, RestoreSpec said) throws IOException {
    if (prior instanceof LatentPrior latents) {
      if (said.guidance().saysSomething()) {
        throw new IllegalArgumentException(
            "model %s is told a text: say --prompt, --negative and --scale in place of classes and"
                    .formatted(prior.name())
                + " their guidance");
      }
      return new ToldText(latents, said.prompt(), said.blended());
    }
    if (said.tiles() != null) {
      throw new IllegalArgumentException(
          "--tiles are for text-to-image models; model %s sees pictures as it was made to"
              .formatted(prior.name()));
    }
    if (said.prompt().saysSomething()) {
      throw new IllegalArgumentException(
          "model %s can be told no text; --prompt, --negative and --scale are for text-to-image"
                  .formatted(prior.name())
              + " models");
    }
    return of(prior, said.guidance(), said.guidance().classes(), true);
  }

  /** A prior that can be told nothing. */
  record Given(Prior prior) implements Told {

    @Override
    public Asked asked() {
      EvaluationCounter counter = new EvaluationCounter();
      return new Same(Question.of(counter.counting(prior.denoiser())), counter);
    }

    @Override
    public void describe(RunRecord record) {
      // There is nothing to tell.
    }

    @Override
    public String identity() {
      return "";
    }

    @Override
    public void close() {
      // The prior is its owner's.
    }
  }

  /** A model, perhaps guided. */
  final class Model implements Told {

    private final ModelPrior prior;
    private final Optional<Guidance> guidance;
    private final Optional<Path> judge;
    private Optional<Classifier> classifier = Optional.empty();

    private Model(ModelPrior prior, Optional<Guidance> guidance, Optional<Path> judge) {
      this.prior = prior;
      this.guidance = guidance;
      this.judge = judge;
    }

    private synchronized Optional<Classifier> classifier() {
      if (classifier.isEmpty()) {
        classifier = judge.map(Model::load);
      }
      return classifier;
    }

    private static Classifier load(Path folder) {
      try {
        return Classifier.load(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }

    @Override
    public Asked asked() {
      ClassPriors priors = new ClassPriors(prior.prepared(), classifier());
      return new Asked() {
        @Override
        public Question question(Optional<Long> label, Sampler sampler) {
          Condition condition =
              label.isPresent() ? Condition.classes(label.get()) : Condition.none();
          return Question.of(
              guidance.isPresent()
                  ? priors.of(condition, guidance.get(), sampler.levels(), sampler.variance())
                  : priors.of(condition));
        }

        @Override
        public EvaluationCounter counter() {
          return priors.counter();
        }
      };
    }

    @Override
    public void describe(RunRecord record) {
      guidance.ifPresent(g -> record.put("guidance", description(g)));
      classifier()
          .ifPresent(
              c -> record.put("classifier", Map.of("name", c.spec().name(), "sha256", hash(c))));
    }

    private static String hash(Classifier classifier) {
      try {
        return classifier.hash();
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
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

    @Override
    public String identity() {
      return "%s %s".formatted(guidance, classifier().map(Model::hash).orElse(""));
    }

    @Override
    public synchronized void close() {
      classifier.ifPresent(Classifier::close);
      classifier = Optional.empty();
    }
  }
}
