package io.tweedie.models.prior;

import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.Sha256;
import io.tweedie.models.nn.DenoisingNetwork;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A trained model with its weights, which are frozen.
 *
 * <p>Threads may share a model, each with a {@link Compute} of its own: each gets the bits that it
 * would get alone. Weights are kept once for every device, precision and layout that was asked for.
 * Close a model when the last run with it is over.
 */
public final class Model implements AutoCloseable {

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
   * The model as a prior, ready to be asked by any number of threads. It belongs to this model and
   * ends with it.
   *
   * @param compute how the network computes
   * @throws IllegalArgumentException if this machine lacks the device
   */
  public PreparedModel prepare(Compute compute) {
    compute.device().requireAvailable();
    return new PreparedModel(this, compute);
  }

  /**
   * SHA-256 of the weights file, in hexadecimal.
   *
   * @throws IOException if it cannot be read
   */
  public String hash() throws IOException {
    return Sha256.ofWeights(weights);
  }

  /** Frees the weights. */
  @Override
  public void close() {
    network.close();
  }
}
