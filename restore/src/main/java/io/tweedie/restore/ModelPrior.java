package io.tweedie.restore;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.nn.DenoisingNetwork;
import io.tweedie.models.prior.Model;
import io.tweedie.models.prior.ModelSource;
import io.tweedie.models.prior.ModelSpec;
import io.tweedie.models.prior.PreparedModel;
import io.tweedie.models.prior.Tuned;
import io.tweedie.restore.record.RunRecord;
import io.tweedie.restore.spec.GuidanceSpec;
import io.tweedie.restore.spec.ModelChoice;
import io.tweedie.restore.spec.PriorSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A model that is found and described, and knows how it computes. Its weights are read when it is
 * asked for the first time.
 */
public final class ModelPrior implements Prior {

  private final ModelChoice choice;
  private final ModelSource source;
  private final ModelSpec spec;
  private final Compute compute;
  private Model model;
  private String hash;

  /** Finds the model; reads no weights yet. */
  ModelPrior(PriorSpec said) throws IOException {
    this.choice = said.model();
    this.source = Models.source(choice);
    this.spec = source.spec();
    this.compute = said.compute().compute();
  }

  /** What is to be known of the model. */
  public ModelSpec spec() {
    return spec;
  }

  @Override
  public String name() {
    return spec.name();
  }

  @Override
  public NoiseSchedule schedule() {
    return spec.noiseSchedule();
  }

  @Override
  public int channels() {
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

  @Override
  public Optional<Integer> side() {
    return Optional.ofNullable(spec.imageSize());
  }

  @Override
  public Optional<Integer> reach() {
    return Optional.ofNullable(spec.tileMargin());
  }

  @Override
  public Tuned tuned() {
    return spec.tuned();
  }

  /**
   * The model with its weights, which belongs to this prior.
   *
   * @throws UncheckedIOException if a file cannot be read
   * @throws IllegalArgumentException if the weights do not fit
   */
  public synchronized PreparedModel prepared() {
    if (model == null) {
      model = reading(source::load);
    }
    return model.prepare(compute);
  }

  /** The folder of the classifier that guides. */
  Path classifier(GuidanceSpec said) throws IOException {
    return said.classifier() == null
        ? Models.companion(choice, "-classifier")
        : Models.folder(said.classifier());
  }

  @Override
  public Denoiser denoiser() {
    return prepared().denoiser();
  }

  private synchronized String hash() {
    if (hash == null) {
      hash = reading(source::hash);
    }
    return hash;
  }

  @Override
  public String fingerprint() {
    return hash() + " " + compute;
  }

  @Override
  public Map<String, Object> description() {
    return RunRecord.description(spec.name(), hash(), compute);
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T reading(Reading<T> file) {
    try {
      return file.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public synchronized void close() {
    if (model != null) {
      model.close();
      model = null;
    }
  }
}
