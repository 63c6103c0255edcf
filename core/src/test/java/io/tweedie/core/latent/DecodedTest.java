package io.tweedie.core.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.bytedeco.pytorch.global.torch.pixel_shuffle;
import static org.bytedeco.pytorch.global.torch.pixel_unshuffle;

import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.AveragePooling;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Inpainting;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.random.NoiseSource;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.solver.Dps;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class DecodedTest {

  private static final Shape IMAGE = new Shape(3, 8, 12);

  /** Rearranges pixels, so that what holds for latents holds for pixels. */
  private record Rearranging() implements Autoencoder {

    @Override
    public Shape latentShape(Shape image) {
      return new Shape(4 * image.channels(), image.height() / 2, image.width() / 2);
    }

    @Override
    public Shape imageShape(Shape latent) {
      return new Shape(latent.channels() / 4, 2 * latent.height(), 2 * latent.width());
    }

    @Override
    public Tensor encode(Tensor images) {
      return pixel_unshuffle(images, 2);
    }

    @Override
    public Tensor decode(Tensor latents) {
      return pixel_shuffle(latents, 2);
    }
  }

  private final Autoencoder autoencoder = new Rearranging();

  @Test
  void aSolverInLatentsThatAreRearrangedPixelsIsTheSolverInPixels() {
    ForwardOperator physics = new AveragePooling(IMAGE, 4);
    NoiseSource inLatents = new KeyedNoise(5, new long[] {1, 2});
    Shape latent = autoencoder.latentShape(IMAGE);
    NoiseSource inPixels =
        (step, purpose, shape) -> autoencoder.decode(inLatents.normal(step, purpose, latent));
    try (PointerScope scope = new PointerScope()) {
      Tensor truth = new KeyedNoise(9, new long[] {1, 2}).normal(0, "truth", IMAGE);
      Tensor y = physics.apply(truth);
      Tensor z = solve(y, new Decoded(physics, autoencoder), inLatents);
      Tensor x = solve(y, physics, inPixels);
      assertThat(autoencoder.decode(z).allclose(x, 1e-5, 1e-5, false)).isTrue();
    }
  }

  private static Tensor solve(Tensor y, ForwardOperator operator, NoiseSource noise) {
    Dps solver = new Dps(0.5);
    Measurement measurement = new Measurement(y, operator, new Noise.None());
    SamplingLoop loop =
        new SamplingLoop(
            IsotropicMixture.normal(0, 0.5),
            NoiseSchedule.linear(1000),
            solver.plan().withSteps("20"));
    return loop.run(
        step -> solver.step(step, measurement),
        noise,
        loop.start(noise, operator.imageShape()),
        SamplingLoop.Listener.NONE);
  }

  @Test
  void clearsWhatThePhysicsDoesNotObserve() {
    ForwardOperator physics = Inpainting.centredBox(IMAGE, 4, 4);
    ForwardOperator decoded = new Decoded(physics, autoencoder);
    try (PointerScope scope = new PointerScope()) {
      Tensor y = new KeyedNoise(9, new long[] {1}).normal(0, "y", IMAGE);
      assertThat(decoded.observed(y).equal(physics.observed(y))).isTrue();
      assertThat(decoded.measurementShape()).isEqualTo(IMAGE);
    }
  }

  @Test
  void guessesTheLatentsOfWhatThePhysicsGuesses() {
    ForwardOperator physics = new AveragePooling(IMAGE, 4);
    try (PointerScope scope = new PointerScope()) {
      Tensor y = new KeyedNoise(9, new long[] {1}).normal(0, "y", physics.measurementShape());
      Tensor guess = new Decoded(physics, autoencoder).guess(y, 0.1).orElseThrow();
      assertThat(autoencoder.decode(guess).equal(physics.guess(y, 0.1).orElseThrow())).isTrue();
    }
  }

  @Test
  void refusesLatentsOfAnotherShape() {
    ForwardOperator decoded = new Decoded(new AveragePooling(IMAGE, 4), autoencoder);
    try (PointerScope scope = new PointerScope()) {
      Tensor pixels = new KeyedNoise(9, new long[] {1}).normal(0, "z", IMAGE);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> decoded.apply(pixels))
          .withMessageContainingAll("latents", "12 x 4 x 6", "[1, 3, 8, 12]");
    }
  }
}
