package io.tweedie.cli.sample;

import io.tweedie.cli.run.ModelOptions;
import io.tweedie.cli.run.RunRecord;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.guidance.Guidance;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.nn.DenoisingNetwork;
import io.tweedie.models.prior.ClassPriors;
import io.tweedie.models.prior.Classifier;
import io.tweedie.models.prior.Model;
import io.tweedie.models.prior.ModelSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** By which prior photos are restored: that of all images, of a class, or guided. */
public final class PriorOptions {

  @Mixin private GuidanceOptions guidances;

  /**
   * What is asked for, found to be possible; nothing is loaded yet.
   *
   * @param channels of the model's images, 1 or 3
   * @param label the class; none for all images
   * @param guidance how images are brought to it
   * @param judge folder of the classifier that guides
   */
  public record Choice(
      int channels, Optional<Long> label, Optional<Guidance> guidance, Optional<Path> judge) {

    /** Loads what is needed beside a model, which stays the caller's. */
    public Prior of(Model model, Compute compute) throws IOException {
      Optional<Classifier> classifier =
          judge.isPresent() ? Optional.of(Classifier.load(judge.get())) : Optional.empty();
      ClassPriors priors = new ClassPriors(model.prepare(compute), classifier);
      return new Prior(this, model, priors, classifier);
    }
  }

  /**
   * Priors of a loaded model.
   *
   * @param choice which they are
   * @param model that is asked
   * @param priors of its classes
   * @param classifier that guides, loaded
   */
  public record Prior(
      Choice choice, Model model, ClassPriors priors, Optional<Classifier> classifier)
      implements AutoCloseable {

    /** The prior for runs of a plan. */
    public Denoiser denoiser(Plan plan) {
      return GuidanceOptions.prior(
          priors, choice.label(), choice.guidance(), new DiffusionSampler(model.schedule(), plan));
    }

    /** Writes down what it is. */
    public void describe(RunRecord record) throws IOException {
      choice.label().ifPresent(label -> record.put("class", label));
      GuidanceOptions.describe(record, choice.guidance(), classifier);
    }

    /** What results depend on beside the model, to recognise saved states by. */
    public String identity() throws IOException {
      String judge = classifier.isPresent() ? classifier.get().hash() : "";
      return "%s %s %s".formatted(choice.label(), choice.guidance(), judge);
    }

    @Override
    public void close() {
      classifier.ifPresent(Classifier::close);
    }
  }

  /**
   * What these options ask for.
   *
   * @throws IllegalArgumentException if the model cannot serve it
   */
  public Choice choice(ModelSpec spec, ModelOptions models) throws IOException {
    Optional<Long> label = guidances.label();
    guidances.requireServes(spec, label.stream().toList());
    Optional<Guidance> guidance = guidances.guidance(spec, label.isPresent(), true);
    return new Choice(channels(spec), label, guidance, guidances.classifier(guidance, models));
  }

  private static int channels(ModelSpec spec) {
    try (DenoisingNetwork network = spec.denoisingNetwork()) {
      int channels = network.inChannels();
      if (channels != 1 && channels != 3) {
        throw new IllegalArgumentException(
            "model %s is of images of %d channels; photos have 1 or 3"
                .formatted(spec.name(), channels));
      }
      return channels;
    }
  }
}
