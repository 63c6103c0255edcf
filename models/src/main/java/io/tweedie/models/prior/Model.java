package io.tweedie.models.prior;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.PaddedDenoiser;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.denoiser.TiledDenoiser;
import io.tweedie.core.guidance.ConditionalDenoiser;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Precision;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.Sha256;
import io.tweedie.models.nn.DenoisingNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** A trained model, ready to be asked. Its parameters are frozen. */
public final class Model implements AutoCloseable {

  /** Larger images are seen tile by tile, where the model allows it. */
  private static final int TILE = 384;

  private final ModelSpec spec;
  private final Path weights;
  private final DenoisingNetwork network;

  private Model(ModelSpec spec, Path weights, DenoisingNetwork network) {
    this.spec = spec;
    this.weights = weights;
    this.network = network;
  }

  /**
   * Loads a model.
   *
   * @param folder holds {@code model.json} and the weights it names
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if the description is wrong or weights are missing
   */
  public static Model load(Path folder) throws IOException {
    ModelSpec spec = ModelSpec.read(folder.resolve(ModelSpec.FILE));
    return load(spec, spec.weightsIn(folder));
  }

  /**
   * Loads a model whose weights lie elsewhere.
   *
   * @param spec what the weights are of
   * @param weights any checkpoint that {@link Checkpoint} reads
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if the description is wrong or weights are missing
   */
  public static Model load(ModelSpec spec, Path weights) throws IOException {
    Backend.initialize();
    return new Model(spec, weights, spec.filled(spec.denoisingNetwork(), weights));
  }

  /** What its {@code model.json} says. */
  public ModelSpec spec() {
    return spec;
  }

  /** The network itself. */
  public DenoisingNetwork network() {
    return network;
  }

  /** The schedule it was trained on. */
  public NoiseSchedule schedule() {
    return spec.noiseSchedule();
  }

  /**
   * The model as an unconditional prior over images of any size: pads to the multiple that the
   * network needs, and goes tile by tile over large images where the network allows it. A
   * class-conditional model is asked with its null label, if it has one.
   *
   * @param precision number format of the inner layers
   * @param layout memory layout of the inner layers
   */
  public Denoiser denoiser(Precision precision, MemoryFormat layout) {
    OptionalLong none =
        spec.nullLabel() == null ? OptionalLong.empty() : OptionalLong.of(spec.nullLabel());
    return denoiser(none, precision, layout);
  }

  /**
   * A class-conditional model as a prior over the images of one class; the rest is as in {@link
   * #denoiser(Precision, MemoryFormat)}.
   *
   * @param label the class, counted from 0
   */
  public Denoiser denoiserOf(long label, Precision precision, MemoryFormat layout) {
    return denoiser(OptionalLong.of(label), precision, layout);
  }

  /**
   * A class-conditional model as a prior that is told the class of each image; the rest is as in
   * {@link #denoiser(Precision, MemoryFormat)}. Images of one class are computed together.
   *
   * @throws IllegalArgumentException if the model knows no classes
   */
  public ConditionalDenoiser conditional(Precision precision, MemoryFormat layout) {
    if (!spec.classConditional()) {
      throw new IllegalArgumentException(
          "model %s knows no classes; take one that is class-conditional".formatted(spec.name()));
    }
    return new ByClass(
        spec.classes(),
        label ->
            label == Condition.NO_CLASS
                ? denoiser(precision, layout)
                : denoiserOf(label, precision, layout));
  }

  private Denoiser denoiser(OptionalLong label, Precision precision, MemoryFormat layout) {
    Denoiser denoiser =
        (xt, level) -> {
          double[] timesteps = {level.timestep()};
          Condition told =
              label.isPresent() ? Condition.classes(label.getAsLong()) : Condition.none();
          Tensor output = network.forward(xt, timesteps, told, precision, layout);
          return network.learnsVariance()
              ? Prediction.withLearnedVariance(spec.prediction(), output)
              : new Prediction(spec.prediction(), output);
        };
    if (spec.tileMargin() != null) {
      denoiser = new TiledDenoiser(denoiser, TILE, spec.tileMargin());
    }
    return new PaddedDenoiser(denoiser, network.sizeMultiple());
  }

  /**
   * SHA-256 of the weights file, in hexadecimal.
   *
   * @throws IOException if it cannot be read
   */
  public String hash() throws IOException {
    return Sha256.of(weights);
  }

  /** Frees the weights. */
  @Override
  public void close() {
    network.close();
  }
}
