package io.tweedie.train.data;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.core.tensor.Backend;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ShuffledImagesTest {

  @BeforeAll
  static void startBackend() {
    Backend.initialize();
  }

  /** White images, each of a class of its own, of 2 rows and 4 columns. */
  private record Bright(int size) implements LabelledImages {

    @Override
    public int classes() {
      return size;
    }

    @Override
    public int channels() {
      return 1;
    }

    @Override
    public int label(int index) {
      return index;
    }

    @Override
    public Tensor image(int index) {
      return Tensor.create(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1}, false, 1, 2, 4);
    }
  }

  private static ShuffledImages shuffled(int size, long seed) {
    return new ShuffledImages(new Bright(size), new Framing(4, 0), seed);
  }

  private static List<Long> labels(TrainingImages images, int n, long... steps) {
    List<Long> labels = new ArrayList<>();
    try (PointerScope scope = new PointerScope()) {
      for (long step : steps) {
        long[] batch = new long[n];
        images.batch(step, n, new SplittableRandom(1)).labels().data_ptr_long().get(batch);
        for (long label : batch) {
          labels.add(label);
        }
      }
    }
    return labels;
  }

  private static long[] firstSteps(int count) {
    return IntStream.rangeClosed(1, count).mapToLong(i -> i).toArray();
  }

  @Property(tries = 30)
  void everyRoundShowsEveryImageOnce(
      @ForAll @IntRange(min = 1, max = 20) int size, @ForAll @IntRange(min = 1, max = 30) int n) {
    List<Long> shown = labels(shuffled(size, 5), n, firstSteps(3 * size / n + 1));
    for (int from = 0; from + size <= shown.size(); from += size) {
      assertThat(new HashSet<>(shown.subList(from, from + size))).hasSize(size);
    }
  }

  @Test
  void theOrderIsTheSeedsAndNewInEachRound() {
    long[] steps = firstSteps(6);
    List<Long> order = labels(shuffled(30, 5), 10, steps);
    assertThat(labels(shuffled(30, 5), 10, steps)).isEqualTo(order);
    assertThat(labels(shuffled(30, 6), 10, steps)).isNotEqualTo(order);
    assertThat(order.subList(30, 60)).isNotEqualTo(order.subList(0, 30));
  }

  /** A training that goes on asks for the steps that are left. */
  @Test
  void aStepsBatchDoesNotDependOnTheStepsBefore() {
    ShuffledImages images = shuffled(30, 5);
    List<Long> forward = labels(images, 8, 4, 5);
    assertThat(labels(images, 8, 5, 4).subList(8, 16)).isEqualTo(forward.subList(0, 8));
    assertThat(labels(shuffled(30, 5), 8, 5)).isEqualTo(forward.subList(8, 16));
  }

  @Test
  void framesInTheMiddle() {
    try (PointerScope scope = new PointerScope()) {
      Tensor framed = frame(new Framing(6, 0), 0);
      assertThat(framed.shape()).containsExactly(1, 1, 6, 6);
      assertThat(framed.min().item_float()).isEqualTo(-1);
      assertThat(framed.max().item_float()).isEqualTo(1);
      assertThat(corner(framed)).containsExactly(2, 1);
    }
  }

  @Test
  void shiftsEveryWayAndLosesNothing() {
    Set<List<Integer>> seen = new HashSet<>();
    for (int seed = 0; seed < 300; seed++) {
      try (PointerScope scope = new PointerScope()) {
        Tensor framed = frame(new Framing(8, 1), seed);
        assertThat(framed.eq(scalar(1)).sum().item_long()).isEqualTo(8);
        seen.add(corner(framed));
      }
    }
    // In the middle it stands at row 3 and column 2.
    assertThat(seen).hasSize(9).contains(List.of(2, 1), List.of(3, 2), List.of(4, 3));
  }

  @Test
  void aShiftEndsAtTheFrame() {
    Set<List<Integer>> seen = new HashSet<>();
    for (int seed = 0; seed < 100; seed++) {
      try (PointerScope scope = new PointerScope()) {
        seen.add(corner(frame(new Framing(6, 5), seed)));
      }
    }
    assertThat(seen)
        .contains(List.of(0, 0), List.of(4, 0), List.of(0, 2), List.of(4, 2))
        .allSatisfy(corner -> assertThat(corner.get(0)).isBetween(0, 4))
        .allSatisfy(corner -> assertThat(corner.get(1)).isBetween(0, 2));
  }

  /** Bright pixels beyond the frame are lost, and what comes in is black. */
  @Test
  void cropsLoseWhatLeavesTheFrame() {
    Set<List<Integer>> seen = new HashSet<>();
    Set<Long> left = new HashSet<>();
    for (int seed = 0; seed < 200; seed++) {
      try (PointerScope scope = new PointerScope()) {
        Tensor framed = frame(new Framing(4, 0, 1, false), seed);
        assertThat(framed.shape()).containsExactly(1, 1, 4, 4);
        left.add(framed.eq(scalar(1)).sum().item_long());
        seen.add(corner(framed));
      }
    }
    // Two rows of four, of which a column may leave.
    assertThat(left).containsExactlyInAnyOrder(8L, 6L);
    assertThat(seen).contains(List.of(0, 0), List.of(1, 1));
  }

  @Test
  void mirrorsEveryOtherImage() {
    LabelledImages ramp =
        new LabelledImages() {
          @Override
          public int size() {
            return 1;
          }

          @Override
          public int classes() {
            return 1;
          }

          @Override
          public int channels() {
            return 1;
          }

          @Override
          public int label(int index) {
            return 0;
          }

          @Override
          public Tensor image(int index) {
            return Tensor.create(new byte[] {0, 100}, false, 1, 1, 2);
          }
        };
    int mirrored = 0;
    for (int seed = 0; seed < 100; seed++) {
      try (PointerScope scope = new PointerScope()) {
        Tensor row =
            new Framing(2, 0, 0, true)
                .frame(ramp, new int[] {0}, new SplittableRandom(seed))
                .images();
        double brighter = row.select(3, 1).sub(row.select(3, 0)).max().item_double();
        mirrored += brighter > 0 ? 0 : 1;
      }
    }
    assertThat(mirrored).isBetween(30, 70);
  }

  @Test
  void refusesImagesLargerThanTheFrame() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> frame(new Framing(3, 0), 0))
        .withMessageContaining("4 x 2 pixels does not fit into frames of 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Framing(3, -1))
        .withMessageContaining("got 3, -1 and 0");
  }

  private static Tensor frame(Framing framing, long seed) {
    return framing.frame(new Bright(1), new int[] {0}, new SplittableRandom(seed)).images();
  }

  /** Row and column where the image begins. */
  private static List<Integer> corner(Tensor framed) {
    int first = (int) framed.flatten().argmax().item_long();
    int side = (int) framed.size(3);
    return List.of(first / side, first % side);
  }
}
