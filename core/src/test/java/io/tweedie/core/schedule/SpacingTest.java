package io.tweedie.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpacingTest {

  /** A number of trained timesteps and a number of them to visit. */
  record Run(int trained, int count) {}

  @Provide
  Arbitrary<Run> runs() {
    return Arbitraries.integers()
        .between(1, 1200)
        .flatMap(
            trained ->
                Arbitraries.integers().between(1, trained).map(count -> new Run(trained, count)));
  }

  @Property
  void visitsAsManyAsAsked(@ForAll("runs") Run run) {
    for (IntFunction<Spacing> kind :
        List.<IntFunction<Spacing>>of(Spacing::sections, Spacing::uniform, Spacing::trailing)) {
      int[] visited = kind.apply(run.count()).timesteps(run.trained());
      assertThat(visited).hasSize(run.count());
      assertAscending(visited, run.trained());
    }
  }

  @Property
  void oneSectionReachesFromEndToEnd(@ForAll("runs") Run run) {
    int[] visited = Spacing.sections(run.count()).timesteps(run.trained());
    assertThat(visited[0]).isZero();
    if (run.count() > 1) {
      assertThat(visited[run.count() - 1]).isEqualTo(run.trained() - 1);
      assertThat(gaps(visited).max().orElseThrow() - gaps(visited).min().orElseThrow())
          .isLessThanOrEqualTo(1);
    }
  }

  @Property
  void uniformStartsAtTheFirstWithOneStride(@ForAll("runs") Run run) {
    int[] visited = Spacing.uniform(run.count()).timesteps(run.trained());
    assertThat(visited[0]).isZero();
    assertThat(gaps(visited)).allMatch(gap -> gap == run.trained() / run.count());
  }

  @Property
  void trailingEndsAtTheLast(@ForAll("runs") Run run) {
    int[] visited = Spacing.trailing(run.count()).timesteps(run.trained());
    assertThat(visited[run.count() - 1]).isEqualTo(run.trained() - 1);
  }

  @Property
  void fixedStrideIsTheSmallestThatVisitsAsMany(@ForAll("runs") Run run) {
    int[] strides =
        IntStream.rangeClosed(1, run.trained())
            .filter(stride -> ceilDiv(run.trained(), stride) == run.count())
            .toArray();
    Spacing spacing = Spacing.fixedStride(run.count());
    if (strides.length == 0) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> spacing.timesteps(run.trained()))
          .withMessageContaining("write %d for fractional strides", run.count());
    } else {
      assertThat(spacing.timesteps(run.trained()))
          .containsExactly(IntStream.range(0, run.count()).map(k -> k * strides[0]).toArray());
    }
  }

  @Property
  void quadraticIsDenseAtLittleNoise(@ForAll("runs") Run run) {
    int[] visited = Spacing.quadratic(run.count()).timesteps(run.trained());
    assertThat(visited[0]).isZero();
    assertThat(visited.length).isLessThanOrEqualTo(run.count());
    assertAscending(visited, run.trained());
    int[] gaps = gaps(visited).toArray();
    for (int i = 1; i < gaps.length; i++) {
      // Whole numbers: a gap may be one shorter than the one before, never more.
      assertThat(gaps[i]).isGreaterThanOrEqualTo(gaps[i - 1] - 1);
    }
  }

  @Property(tries = 200)
  void sectionsVisitEachSection(
      @ForAll @IntRange(min = 1, max = 30) int first,
      @ForAll @IntRange(min = 1, max = 30) int second,
      @ForAll @IntRange(min = 90, max = 400) int trained) {
    int[] visited = Spacing.sections(first, second, 1).timesteps(trained);
    assertThat(visited).hasSize(first + second + 1);
    assertAscending(visited, trained);
    // Timesteps that cannot be divided evenly go to the earlier sections.
    int[] starts = {0, ceilDiv(trained, 3), trained - trained / 3};
    assertThat(visited[0]).isEqualTo(starts[0]);
    assertThat(visited[first]).isEqualTo(starts[1]);
    assertThat(visited[first + second]).isEqualTo(starts[2]);
  }

  @Property(tries = 50)
  void refusesMoreThanThereAre(@ForAll @IntRange(min = 1, max = 100) int trained) {
    for (String text : List.of("%d", "ddim%d", "uniform:%d", "trailing:%d", "quadratic:%d")) {
      for (int count : new int[] {0, trained + 1}) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> Spacing.parse(text.formatted(count)).timesteps(trained))
            .withMessage("cannot visit %d of %d timesteps", count, trained);
      }
    }
  }

  @Test
  void readsWhatUsersWrite() {
    assertParsed("250", Spacing.sections(250));
    assertParsed("10,20,30", Spacing.sections(10, 20, 30));
    assertParsed("ddim50", Spacing.fixedStride(50));
    assertParsed("uniform:100", Spacing.uniform(100));
    assertParsed("trailing:99", Spacing.trailing(99));
    assertParsed("quadratic:20", Spacing.quadratic(20));
  }

  @Test
  void quadraticIsThatOfDdim() {
    // floor((k sqrt(800) / 9)^2)
    assertThat(Spacing.quadratic(10).timesteps(1000))
        .containsExactly(0, 9, 39, 88, 158, 246, 355, 483, 632, 800);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "many", "ddim", "10,", ",10", "10,x", "uniform:", "cubic:10", "1.5"})
  void refusesOtherText(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Spacing.parse(text))
        .withMessageStartingWith("steps '" + text + "' are not known; write 250,");
  }

  private static void assertParsed(String text, Spacing expected) {
    assertThat(Spacing.parse(text).timesteps(1000)).containsExactly(expected.timesteps(1000));
  }

  private static void assertAscending(int[] visited, int trained) {
    assertThat(visited[0]).isNotNegative();
    assertThat(visited[visited.length - 1]).isLessThan(trained);
    assertThat(gaps(visited)).allMatch(gap -> gap > 0);
  }

  private static int ceilDiv(int dividend, int divisor) {
    return (dividend + divisor - 1) / divisor;
  }

  private static IntStream gaps(int[] visited) {
    return IntStream.range(1, visited.length).map(i -> visited[i] - visited[i - 1]);
  }
}
