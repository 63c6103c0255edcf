package io.tweedie.eval.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class JudgedTest {

  private static final int CLASSES = 3;
  private static final int PER_CLASS = 4;
  private static final int PIXELS = 6;

  @Test
  void accuracyIsCountedByClass() {
    try (PointerScope scope = new PointerScope()) {
      Tensor logits =
          Tensor.create(
              new float[] {
                5, 1, 0, 2, 3, 0, // class 0: one of two
                0, 1, 0, -3, -1, -2, // class 1: both
                1, 0, 0, 0, 9, 8 // class 2: none
              },
              6,
              3);
      assertThat(Judged.accuracies(logits, CLASSES)).containsExactly(0.5, 1.0, 0.0);
    }
  }

  /** Pair by pair, as the definition has it. */
  @Test
  void diversityIsOneLessTheMeanCosineOfPairs() {
    Random random = new Random(3);
    float[] values = new float[CLASSES * PER_CLASS * PIXELS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (1.2 * (2 * random.nextDouble() - 1));
    }
    double expected = 0;
    for (int k = 0; k < CLASSES; k++) {
      for (int i = 0; i < PER_CLASS; i++) {
        for (int j = 0; j < i; j++) {
          expected += 1 - cosine(values, k * PER_CLASS + i, k * PER_CLASS + j);
        }
      }
    }
    expected /= CLASSES * PER_CLASS * (PER_CLASS - 1) / 2.0;
    try (PointerScope scope = new PointerScope()) {
      Tensor images = Tensor.create(values, CLASSES * PER_CLASS, 1, 2, 3);
      assertThat(Judged.diversity(images, CLASSES)).isCloseTo(expected, within(1e-6));
    }
  }

  private static double cosine(float[] values, int a, int b) {
    double dot = 0;
    double squaredA = 0;
    double squaredB = 0;
    for (int p = 0; p < PIXELS; p++) {
      double x = light(values[a * PIXELS + p]);
      double y = light(values[b * PIXELS + p]);
      dot += x * y;
      squaredA += x * x;
      squaredB += y * y;
    }
    return dot / Math.sqrt(squaredA * squaredB);
  }

  /** From 0, black, to 1. */
  private static double light(double value) {
    return (Math.min(1, Math.max(-1, value)) + 1) / 2;
  }

  @Test
  void theSameImageHasNoDiversityAndDisjointOnesHaveAll() {
    try (PointerScope scope = new PointerScope()) {
      Tensor same = Tensor.create(new float[] {1, -1, 0, -1}, 2, 1, 1, 2);
      assertThat(Judged.diversity(same, 1)).isCloseTo(0, within(1e-6));
      Tensor disjoint = Tensor.create(new float[] {1, -1, -1, 0.5f}, 2, 1, 1, 2);
      assertThat(Judged.diversity(disjoint, 1)).isCloseTo(1, within(1e-6));
      Tensor black = Tensor.create(new float[] {-1, -1, -1, -1}, 2, 1, 1, 2);
      assertThat(Judged.diversity(black, 1)).isEqualTo(1);
    }
  }
}
