package io.tweedie.restore.uncertainty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.make_generator_cpu;
import static org.bytedeco.pytorch.global.torch.rand;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class RunningSamplesTest {

  private static Tensor random(long... shape) {
    return rand(shape, new GeneratorOptional(make_generator_cpu(shape.length + shape[0])));
  }

  @Test
  void agreesWithSamplesThatAreAllHeld() {
    try (PointerScope scope = new PointerScope();
        RunningSamples running = new RunningSamples()) {
      Tensor images = random(7, 3, 5, 4);
      for (int i = 0; i < 7; i++) {
        running.add(images.narrow(0, i, 1));
      }
      Samples all = new Samples(images);

      assertThat(running.count()).isEqualTo(7);
      assertClose(running.mean(), all.mean());
      assertClose(running.deviation(), all.deviation());
      assertClose(running.deviationOfPixels(), all.deviationOfPixels());
      assertThat(running.deviationOfImage()).isCloseTo(all.deviationOfImage(), within(1e-7));
    }
  }

  private static void assertClose(Tensor found, Tensor expected) {
    assertThat(found.shape()).isEqualTo(expected.shape());
    assertThat(found.sub(expected).abs().max().item_double()).isLessThan(1e-6);
  }

  @Test
  void refusesSamplesOfOtherShapes() {
    try (PointerScope scope = new PointerScope();
        RunningSamples running = new RunningSamples()) {
      running.add(random(1, 3, 5, 4));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> running.add(random(1, 3, 4, 5)))
          .withMessageContainingAll("[1, 3, 5, 4]", "[1, 3, 4, 5]");
    }
  }
}
