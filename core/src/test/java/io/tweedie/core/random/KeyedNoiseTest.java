package io.tweedie.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyedNoiseTest {

  private static final Shape SHAPE = new Shape(3, 64, 65);

  private PointerScope scope;

  @BeforeEach
  void open() {
    Backend.initialize();
    scope = new PointerScope();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Tensor draw(long seed, long image, int step, String purpose) {
    return new KeyedNoise(seed, new long[] {image}).normal(step, purpose, SHAPE);
  }

  @Test
  @Tag("processor")
  void numbersAreTheSameBitsOnEveryProcessor() {
    Tensor batch = new KeyedNoise(7, new long[] {0, 123_456_789_123L}).normal(3, "start", SHAPE);
    assertThat(batch.shape()).containsExactly(2, 3, 64, 65);
    assertThat(Bits.of(batch)).isEqualTo("e9d3c70e7b9d2ae2");
  }

  @ParameterizedTest
  @CsvSource({"8, 5, 3, noise", "7, 6, 3, noise", "7, 5, 4, noise", "7, 5, 3, start"})
  void everyPartOfTheKeyMatters(long seed, long image, int step, String purpose) {
    Tensor noise = draw(7, 5, 3, "noise");
    assertThat(noise.equal(draw(7, 5, 3, "noise"))).isTrue();
    double product = noise.mul(draw(seed, image, step, purpose)).mean().item_double();
    assertThat(product).isCloseTo(0, within(4 / Math.sqrt(SHAPE.elements())));
  }

  @Test
  void anImageGetsTheSameNumbersAloneAndInABatch() {
    Tensor batch = new KeyedNoise(7, new long[] {9, 5, 2}).normal(3, "noise", SHAPE);
    assertThat(batch.narrow(0, 1, 1).equal(draw(7, 5, 3, "noise"))).isTrue();
    assertThat(batch.narrow(0, 2, 1).equal(draw(7, 2, 3, "noise"))).isTrue();
  }
}
