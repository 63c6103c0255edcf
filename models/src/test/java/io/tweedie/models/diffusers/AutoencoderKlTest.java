package io.tweedie.models.diffusers;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.bytedeco.pytorch.global.torch.full;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.tweedie.core.sampling.Tape;
import io.tweedie.core.tensor.Activations;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Shape;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.parity.DeterministicWeights;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class AutoencoderKlTest {

  private static AutoencoderKl filled() {
    AutoencoderKl network = SmallPipeline.autoencoder();
    DeterministicWeights.fill(network.parameters());
    return network;
  }

  private static Tensor images(long n) {
    return DeterministicWeights.tensor("input", n, 3, 12, 16);
  }

  @Test
  void shapes() {
    try (PointerScope scope = new PointerScope();
        AutoencoderKl network = filled()) {
      PreparedAutoencoder autoencoder = new PreparedAutoencoder(network, Compute.REFERENCE);
      Shape image = new Shape(3, 12, 16);
      Shape latent = new Shape(4, 6, 8);
      assertThat(autoencoder.latentShape(image)).isEqualTo(latent);
      assertThat(autoencoder.imageShape(latent)).isEqualTo(image);
      assertThat(Shape.of(autoencoder.encode(images(2)))).isEqualTo(latent);
      assertThat(Shape.of(autoencoder.decode(zeros(latent.batch(2))))).isEqualTo(image);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> autoencoder.encode(zeros(1, 3, 12, 15)))
          .withMessage(
              "this autoencoder takes images of 3 channels and sides that are multiples of 2, not"
                  + " 3 x 12 x 15");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> autoencoder.decode(zeros(1, 3, 6, 8)))
          .withMessageContaining("expected images of shape [N, 4, H, W]");
    }
  }

  /** As a whole and in tiles, there and back, bit for bit. */
  @Test
  void gradientsAreTheSameWhereLayersRunAgain() {
    try (PointerScope scope = new PointerScope();
        AutoencoderKl network = filled()) {
      PreparedAutoencoder kept = new PreparedAutoencoder(network, Compute.STANDARD);
      PreparedAutoencoder again =
          new PreparedAutoencoder(network, Compute.STANDARD.with(Activations.RECOMPUTED));
      Tiling tiles = new Tiling(8, 0.25);
      assertSameGradients(kept::decode, again::decode, 4, 6, 8);
      assertSameGradients(kept.tiled(tiles)::decode, again.tiled(tiles)::decode, 4, 6, 8);
      assertSameGradients(kept::encode, again::encode, 3, 12, 16);
      assertSameGradients(kept.tiled(tiles)::encode, again.tiled(tiles)::encode, 3, 12, 16);
    }
  }

  private static void assertSameGradients(
      UnaryOperator<Tensor> one, UnaryOperator<Tensor> other, long... shape) {
    Tensor expected = gradient(one, shape);
    assertThat(expected.abs().max().item_double()).isGreaterThan(1e-3);
    assertThat(gradient(other, shape).equal(expected)).isTrue();
  }

  private static Tensor gradient(UnaryOperator<Tensor> half, long... shape) {
    try (Tape tape = Tape.open()) {
      Tensor x = DeterministicWeights.tensor("input", 2, shape[0], shape[1], shape[2]);
      return tape.gradient(half.apply(tape.watch(x)).square());
    }
  }

  /** Decoding undoes the scale of latents, and so does the mean of an encoding have it. */
  @Test
  void latentsAreScaled() {
    try (NoGradGuard guard = new NoGradGuard();
        PointerScope scope = new PointerScope();
        AutoencoderKl network = filled()) {
      PreparedAutoencoder autoencoder = new PreparedAutoencoder(network, Compute.REFERENCE);
      LatentGaussian posterior = network.encode(images(1), Compute.REFERENCE);
      Tensor expected = posterior.mean().mul(scalar(0.18215));
      Tensor encoded = autoencoder.encode(images(1));
      assertThat(encoded.sub(expected).abs().max().item_double()).isLessThan(1e-7);
      Tensor decoded = network.decode(posterior.mean(), Compute.REFERENCE);
      assertThat(autoencoder.decode(encoded).sub(decoded).abs().max().item_double())
          .isLessThan(1e-5);
    }
  }

  @Test
  void aSampleIsTheMeanAndNoiseOfItsDeviation() {
    try (NoGradGuard guard = new NoGradGuard();
        PointerScope scope = new PointerScope();
        AutoencoderKl network = filled()) {
      PreparedAutoencoder autoencoder = new PreparedAutoencoder(network, Compute.REFERENCE);
      Tensor mean = autoencoder.encode(images(1));
      assertThat(autoencoder.encode(images(1), zeros(mean.shape())).equal(mean)).isTrue();
      Tensor deviation = autoencoder.encode(images(1), full(mean.shape(), scalar(2))).sub(mean);
      Tensor logVariance = network.encode(images(1), Compute.REFERENCE).logVariance();
      Tensor expected = logVariance.mul(scalar(0.5)).exp().mul(scalar(2 * 0.18215));
      assertThat(deviation.sub(expected).abs().max().item_double()).isLessThan(1e-6);
    }
  }

  @Test
  void anImageHasItsBitsInAnyBatch() {
    try (NoGradGuard guard = new NoGradGuard();
        PointerScope scope = new PointerScope();
        AutoencoderKl network = filled()) {
      PreparedAutoencoder autoencoder = new PreparedAutoencoder(network, Compute.STANDARD);
      Tensor latents = autoencoder.encode(images(3));
      Tensor decoded = autoencoder.decode(latents);
      for (int i = 0; i < 3; i++) {
        assertThat(autoencoder.encode(images(3).narrow(0, i, 1)).equal(latents.narrow(0, i, 1)))
            .isTrue();
        assertThat(autoencoder.decode(latents.narrow(0, i, 1)).equal(decoded.narrow(0, i, 1)))
            .isTrue();
      }
    }
  }

  @Test
  void tilesMustBeWhole() {
    try (AutoencoderKl network = SmallPipeline.autoencoder()) {
      PreparedAutoencoder autoencoder = new PreparedAutoencoder(network, Compute.REFERENCE);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> autoencoder.tiled(new Tiling(7, 0.25)))
          .withMessageContaining("are not whole latents of 2 pixels");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Tiling(8, 1))
          .withMessageContaining("an overlap in [0, 1)");
    }
  }

  @Test
  void everyParameterTakesPartInTraining() {
    try (PointerScope scope = new PointerScope();
        AutoencoderKl network = SmallPipeline.autoencoder()) {
      network.parameters().initialize(1);
      network.train(true);
      LatentGaussian posterior = network.encode(images(2), Compute.REFERENCE);
      Tensor latents = posterior.sample(DeterministicWeights.tensor("noise", 2, 4, 6, 8));
      network
          .decode(latents, Compute.REFERENCE)
          .sub(images(2))
          .square()
          .sum()
          .add(posterior.divergence().sum())
          .backward();
      for (Parameter parameter : network.parameters().all()) {
        assertThat(parameter.value().grad().defined()).as(parameter.name()).isTrue();
      }
      network.train(false);
    }
  }
}
