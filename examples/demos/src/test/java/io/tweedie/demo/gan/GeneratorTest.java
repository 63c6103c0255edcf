package io.tweedie.demo.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.randn;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;

class GeneratorTest {

  private static final DcganConfig CONFIG = new DcganConfig(16, 2, 5, 6);

  private static Generator initialized() {
    Generator generator = new Generator(CONFIG);
    generator.parameters().initialize(1);
    return generator;
  }

  private static double largest(Tensor a, Tensor b) {
    return a.sub(b).abs().max().item_double();
  }

  @Test
  void foldedItMakesOfTheFoldedBatchWhatItMadeInTraining() {
    try (Generator generator = initialized();
        PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor latents = randn(50, 5);
      Tensor trained = generator.forward(latents);
      assertThat(trained.shape()).containsExactly(50, 2, 16, 16);
      assertThat(largest(trained, generator.generate(latents))).isGreaterThan(1e-2);

      generator.fold(latents);

      assertThat(largest(trained, generator.generate(latents))).isLessThan(1e-5);
    }
  }

  @Test
  void foldedAnImageDoesNotDependOnItsBatchWhileInTrainingItDoes() {
    try (Generator generator = initialized();
        PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor two = randn(2, 5);
      Tensor many = cat(new TensorVector(two, randn(7, 5)), 0);
      assertThat(largest(generator.forward(two), generator.forward(many).narrow(0, 0, 2)))
          .isGreaterThan(1e-2);

      generator.fold(randn(100, 5));

      assertThat(largest(generator.generate(two), generator.generate(many).narrow(0, 0, 2)))
          .isLessThan(1e-5);
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    try (Generator generator = initialized();
        PointerScope scope = new PointerScope()) {
      assertThatThrownBy(() -> generator.forward(randn(4, 6)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected latents of shape [N, 5], got [4, 6]");
    }
    assertThatThrownBy(() -> new DcganConfig(24, 1, 5, 4)).hasMessageContaining("got 24");
  }
}
