package io.tweedie.demo.gan;

import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Scoped;
import io.tweedie.core.tensor.Shape;
import io.tweedie.models.prior.ModelSpec;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** The trained generator of a GAN, ready to be asked. Its parameters are frozen. */
public final class Gan implements AutoCloseable {

  private final ModelSpec spec;
  private final Generator generator;

  private Gan(ModelSpec spec, Generator generator) {
    this.spec = spec;
    this.generator = generator;
  }

  /**
   * Loads a generator.
   *
   * @param folder holds {@code model.json} and the weights it names
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if the description is wrong or not of a generator, or weights
   *     are missing
   */
  public static Gan load(Path folder) throws IOException {
    Backend.initialize();
    ModelSpec spec = ModelSpec.read(folder.resolve(ModelSpec.FILE));
    if (spec.network() instanceof Generator generator) {
      return new Gan(spec, spec.filled(generator, spec.weightsIn(folder)));
    }
    throw new IllegalArgumentException(
        "model %s is of architecture %s; the generator of a GAN, dcgan, is needed here"
            .formatted(spec.name(), spec.architecture()));
  }

  /** What its {@code model.json} says. */
  public ModelSpec spec() {
    return spec;
  }

  /**
   * Draws images.
   *
   * @param noise decides them, image by image
   * @return float32 N x C x H x W in [-1, 1]
   */
  public Tensor draw(KeyedNoise noise) {
    return Scoped.run(
        () -> {
          try (NoGradGuard guard = new NoGradGuard()) {
            Shape latent = new Shape(generator.config().latent(), 1, 1);
            return generator.generate(noise.normal(0, "latent", latent).flatten(1, -1));
          }
        });
  }

  /** Frees the weights. */
  @Override
  public void close() {
    generator.close();
  }
}
