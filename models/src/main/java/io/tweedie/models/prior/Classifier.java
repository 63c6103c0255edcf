package io.tweedie.models.prior;

import io.tweedie.core.guidance.NoisyClassifier;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.checkpoint.Sha256;
import io.tweedie.models.nn.ClassifyingNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** A trained classifier, ready to be asked. Its parameters are frozen. */
public final class Classifier implements AutoCloseable {

  private static final double[] CLEAN = {0};

  private final ModelSpec spec;
  private final Path weights;
  private final ClassifyingNetwork network;

  private Classifier(ModelSpec spec, Path weights, ClassifyingNetwork network) {
    this.spec = spec;
    this.weights = weights;
    this.network = network;
  }

  /**
   * Loads a classifier.
   *
   * @param folder holds {@code model.json} and the weights it names
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if the description is wrong or not of a classifier, or weights
   *     are missing
   */
  public static Classifier load(Path folder) throws IOException {
    ModelSpec spec = ModelSpec.read(folder.resolve(ModelSpec.FILE));
    return load(spec, spec.weightsIn(folder));
  }

  /**
   * Loads a classifier whose weights lie elsewhere.
   *
   * @param spec what the weights are of
   * @param weights any checkpoint that is understood
   * @throws IllegalArgumentException if the description is wrong or not of a classifier, or weights
   *     are missing
   */
  public static Classifier load(ModelSpec spec, Path weights) {
    Backend.initialize();
    return new Classifier(spec, weights, spec.filled(spec.classifyingNetwork(), weights));
  }

  /** What its {@code model.json} says. */
  public ModelSpec spec() {
    return spec;
  }

  /** The network itself. */
  public ClassifyingNetwork network() {
    return network;
  }

  /** The schedule whose noise it was trained on, if it knows noise. */
  public NoiseSchedule schedule() {
    return spec.noiseSchedule();
  }

  /** Number of classes. */
  public int classes() {
    return network.classes();
  }

  /**
   * Scores clean images; a classifier of noisy ones is asked at its lowest noise level.
   *
   * @param images float32 N x C x H x W in [-1, 1]
   * @return unnormalised log probabilities, float32 N x classes
   */
  public Tensor logits(Tensor images, Compute compute) {
    return network.forward(images, CLEAN, compute);
  }

  /**
   * The classifier as guidance needs it, of noisy images and differentiable in them.
   *
   * @param compute how the network computes
   * @throws IllegalArgumentException if it was trained on clean images only
   */
  public NoisyClassifier noisy(Compute compute) {
    if (!network.knowsNoise()) {
      throw new IllegalArgumentException(
          ("classifier %s knows clean images only and cannot guide by cg; take one trained on noisy"
                  + " images, or guide by posterior or energy")
              .formatted(spec.name()));
    }
    return (xt, level) -> network.forward(xt, new double[] {level.timestep()}, compute);
  }

  /**
   * The classifier as it guides where it need not know noise: one of noisy images as {@link
   * #noisy}, one of clean images shown whatever image it is.
   *
   * @param compute how the network computes
   */
  public NoisyClassifier whateverNoise(Compute compute) {
    return network.knowsNoise() ? noisy(compute) : (image, level) -> logits(image, compute);
  }

  /**
   * What its energies are on its training set, if a file beside its weights tells.
   *
   * @throws IllegalArgumentException if that file is wrong
   */
  public Optional<ClassEnergies> energies() {
    Path file = weights.resolveSibling(ClassEnergies.FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    ClassEnergies energies = ClassEnergies.read(file);
    if (energies.mean().size() != classes()) {
      throw new IllegalArgumentException(
          "%s is of %d classes and classifier %s has %d; measure it again"
              .formatted(file, energies.mean().size(), spec.name(), classes()));
    }
    return Optional.of(energies);
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
