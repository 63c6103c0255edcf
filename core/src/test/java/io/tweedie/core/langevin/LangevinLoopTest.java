package io.tweedie.core.langevin;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.score.Score;
import io.tweedie.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class LangevinLoopTest {

  private static final Shape SHAPE = new Shape(1, 6, 5);
  private static final Score NORMAL = (x, sigma) -> x.mul(scalar(-1 / (1 + sigma * sigma)));
  private static final LangevinLoop LOOP =
      new LangevinLoop(
          NORMAL, List.of(new LangevinLoop.Stage(2, 0.4, 7), new LangevinLoop.Stage(0.5, 0.1, 5)));

  private static float[] values(Tensor x) {
    float[] array = new float[(int) x.numel()];
    x.contiguous().data_ptr_float().get(array);
    return array;
  }

  private static float[] sample(long seed, long... images) {
    try (Tensor start = zeros(SHAPE.batch(images.length));
        Tensor x = LOOP.run(new KeyedNoise(seed, images), start, LangevinLoop.Listener.NONE)) {
      return values(x);
    }
  }

  @Test
  void sameSeedGivesTheSameBitsInAnyBatch() {
    int n = (int) SHAPE.elements();
    float[] pair = sample(1, 4, 9);
    assertThat(Arrays.copyOf(pair, n)).isEqualTo(sample(1, 4)).isNotEqualTo(sample(2, 4));
    assertThat(Arrays.copyOfRange(pair, n, 2 * n)).isEqualTo(sample(1, 9));
  }

  @Test
  void everyStepIsHeardOnceWithItsLevel() {
    List<String> heard = new ArrayList<>();
    try (Tensor start = zeros(SHAPE.batch(1))) {
      LOOP.run(
              new KeyedNoise(1, new long[] {0}),
              start,
              state -> heard.add(state.done() + "@" + state.sigma()))
          .close();
    }
    assertThat(heard).hasSize(LOOP.steps()).startsWith("1@2.0").contains("7@2.0", "8@0.5");
    assertThat(heard).endsWith("12@0.5");
  }

  @Test
  void cancelledAndResumedInEitherStageEqualsUninterruptedBitForBit() {
    for (int stop : new int[] {3, 7, 9}) {
      List<LangevinLoop.State> saved = new ArrayList<>();
      KeyedNoise noise = new KeyedNoise(3, new long[] {1});
      try (Tensor start = zeros(SHAPE.batch(1))) {
        assertThatThrownBy(
                () ->
                    LOOP.run(
                        noise,
                        start,
                        state -> {
                          if (state.done() == stop) {
                            Tensor copy = state.x().clone().retainReference();
                            saved.add(new LangevinLoop.State(stop, state.sigma(), copy));
                          }
                          return state.done() < stop;
                        }))
            .isInstanceOf(CancellationException.class)
            .hasMessage("cancelled after step %d of 12".formatted(stop));
      }
      try (Tensor x = LOOP.resume(noise, saved.get(0), LangevinLoop.Listener.NONE)) {
        assertThat(values(x)).as("stopped after %d", stop).isEqualTo(sample(3, 1));
      }
    }
  }

  @Test
  void nanIsReportedWithItsStepAndLevel() {
    Score broken = (x, sigma) -> sigma < 1 ? x.mul(scalar(Double.NaN)) : NORMAL.at(x, sigma);
    LangevinLoop loop = new LangevinLoop(broken, LOOP.stages());
    try (Tensor start = zeros(SHAPE.batch(1))) {
      KeyedNoise noise = new KeyedNoise(3, new long[] {1});
      assertThatThrownBy(() -> loop.run(noise, start, LangevinLoop.Listener.NONE))
          .isInstanceOf(ArithmeticException.class)
          .hasMessageContaining("step 8 of 12, at sigma 0.5");
    }
  }

  @Test
  void nativeMemoryIsFlatOverHundredsOfSteps() {
    LangevinLoop loop = new LangevinLoop(NORMAL, List.of(new LangevinLoop.Stage(1, 0.1, 500)));
    long[] early = new long[1];
    long[] late = new long[1];
    try (Tensor megabyte = zeros(1, 1, 512, 512)) {
      loop.run(
              new KeyedNoise(1, new long[] {1}),
              megabyte,
              state -> {
                if (state.done() == 50) {
                  early[0] = Pointer.physicalBytes();
                }
                late[0] = Pointer.physicalBytes();
                return true;
              })
          .close();
    }
    // One leaked tensor a step would add 450 MB.
    assertThat(late[0] - early[0]).isLessThan(100L << 20);
  }

  @Test
  void refusesStagesThatDoNotMove() {
    assertThatThrownBy(() -> new LangevinLoop.Stage(1, 0, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 1.0, 0.0 and 5");
    assertThatThrownBy(() -> new Langevin(0, 0.1, 0)).hasMessageContaining("at least 1 step");
  }
}
