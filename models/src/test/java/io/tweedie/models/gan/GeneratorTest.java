package io.tweedie.models.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.randn;

import io.tweedie.models.prior.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratorTest {

  private static final DcganConfig CONFIG = new DcganConfig(16, 2, 5, 6);

  @TempDir Path temp;

  private static double largest(Tensor a, Tensor b) {
    return a.sub(b).abs().max().item_double();
  }

  @Test
  void onTheMeasuredBatchBothWaysOfNormalisingAgree() {
    try (Generator generator = new Generator(CONFIG);
        PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      generator.parameters().initialize(1);
      Tensor latents = randn(50, 5);
      generator.measure(latents);

      Tensor images = generator.generate(latents);
      assertThat(images.shape()).containsExactly(50, 2, 16, 16);
      assertThat(largest(images, generator.forward(latents))).isLessThan(1e-5);
    }
  }

  @Test
  void onceMeasuredAnImageDoesNotDependOnItsBatchWhileInTrainingItDoes() {
    try (Generator generator = new Generator(CONFIG);
        PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      generator.parameters().initialize(1);
      generator.measure(randn(100, 5));
      Tensor one = randn(1, 5);
      Tensor many = cat(new TensorVector(one, randn(7, 5)), 0);

      Tensor inBatch = generator.generate(many).narrow(0, 0, 1);
      assertThat(largest(generator.generate(one), inBatch)).isLessThan(1e-5);
      assertThat(largest(generator.forward(many).narrow(0, 0, 1), inBatch)).isGreaterThan(1e-2);
    }
  }

  @Test
  void whatIsSavedIsLoadedInHalfPrecision() throws IOException {
    Files.writeString(
        temp.resolve("model.json"),
        """
        {"name": "tiny", "architecture": "dcgan", "weights": "w.safetensors",
         "config": {"image_size": 16, "channels": 2, "latent": 5, "width": 6}}
        """);
    try (Generator generator = new Generator(CONFIG);
        PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      generator.parameters().initialize(1);
      generator.measure(randn(100, 5));
      generator.save(temp.resolve("w.safetensors"), Map.of());
      try (Generator loaded = Generator.load(temp)) {
        Tensor latents = randn(4, 5);
        // Eleven significant bits of every weight, through three layers.
        assertThat(largest(loaded.generate(latents), generator.generate(latents))).isLessThan(5e-3);
      }
    }
  }

  @Test
  void refusesWhatIsNoGenerator() throws IOException {
    Files.writeString(
        temp.resolve(ModelSpec.FILE),
        """
        {"name": "other", "architecture": "adm", "weights": "w", "config": {}}
        """);
    assertThatThrownBy(() -> Generator.load(temp))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected architecture dcgan, got adm");
    assertThatThrownBy(() -> new DcganConfig(24, 1, 5, 4)).hasMessageContaining("got 24");
  }

  @Test
  void refusesLatentsOfAnotherSize() {
    try (Generator generator = new Generator(CONFIG);
        PointerScope scope = new PointerScope()) {
      assertThatThrownBy(() -> generator.forward(randn(4, 6)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected latents of shape [N, 5], got [4, 6]");
    }
  }
}
