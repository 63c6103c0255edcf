package io.tweedie.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.latent.Autoencoder;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Shape;
import io.tweedie.restore.photo.Space;
import io.tweedie.restore.spec.RestoreSpec;
import java.awt.image.BufferedImage;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** Previews of latents, which cost a decoder. */
class PreviewTest {

  private final AtomicInteger made = new AtomicInteger();

  @Test
  void noneIsMadeUnlessItIsAskedFor() {
    AtomicInteger told = new AtomicInteger();
    try (Restorer restorer = Restorer.of(new Latents(), RestoreSpec.of("sr:2").with("steps", 4))) {
      restorer.run(picture(), event -> told.incrementAndGet()).close();
      assertThat(told).hasPositiveValue();
      assertThat(made).hasValue(0);
      restorer.run(picture(), event -> lookAt(event, 2)).close();
      assertThat(made).hasValue(1);
    }
  }

  private static void lookAt(Event event, long step) {
    if (event.step() == step) {
      assertThat(event.preview().getWidth()).isEqualTo(8);
    }
  }

  private static BufferedImage picture() {
    return new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
  }

  /** Latents that are the pixels. */
  private final class SamePixels implements Autoencoder {

    @Override
    public Shape latentShape(Shape image) {
      return image;
    }

    @Override
    public Shape imageShape(Shape latent) {
      return latent;
    }

    @Override
    public Tensor encode(Tensor images) {
      return images;
    }

    @Override
    public Tensor decode(Tensor latents) {
      return latents;
    }

    @Override
    public Tensor preview(Tensor latents) {
      made.incrementAndGet();
      return latents;
    }
  }

  private final class Latents implements Prior {

    @Override
    public String name() {
      return "latents";
    }

    @Override
    public NoiseSchedule schedule() {
      return NoiseSchedule.linear(1000);
    }

    @Override
    public int channels() {
      return 3;
    }

    @Override
    public Space space() {
      return new Space.Latents(new SamePixels(), 1);
    }

    @Override
    public Denoiser denoiser() {
      return IsotropicMixture.normal(0, 0.4);
    }

    @Override
    public String fingerprint() {
      return name();
    }

    @Override
    public Map<String, Object> description() {
      return Map.of();
    }

    @Override
    public void close() {
      // Nothing is its own.
    }
  }
}
