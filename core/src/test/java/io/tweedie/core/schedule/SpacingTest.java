package io.tweedie.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    for (IntFunction<Spacing.Whole> kind :
        List.<IntFunction<Spacing.Whole>>of(
            Spacing.Sections::new, Spacing.Uniform::new, Spacing.Trailing::new)) {
      int[] visited = kind.apply(run.count()).timesteps(trained(run));
      assertThat(visited).hasSize(run.count());
      assertAscending(visited, run.trained());
    }
  }

  @Property
  void oneSectionReachesFromEndToEnd(@ForAll("runs") Run run) {
    int[] visited = new Spacing.Sections(run.count()).timesteps(trained(run));
    assertThat(visited[0]).isZero();
    if (run.count() > 1) {
      assertThat(visited[run.count() - 1]).isEqualTo(run.trained() - 1);
      assertThat(gaps(visited).max().orElseThrow() - gaps(visited).min().orElseThrow())
          .isLessThanOrEqualTo(1);
    }
  }

  @Property
  void uniformStartsAtTheFirstWithOneStride(@ForAll("runs") Run run) {
    int[] visited = new Spacing.Uniform(run.count()).timesteps(trained(run));
    assertThat(visited[0]).isZero();
    assertThat(gaps(visited)).allMatch(gap -> gap == run.trained() / run.count());
  }

  @Property
  void trailingEndsAtTheLast(@ForAll("runs") Run run) {
    int[] visited = new Spacing.Trailing(run.count()).timesteps(trained(run));
    assertThat(visited[run.count() - 1]).isEqualTo(run.trained() - 1);
  }

  @Property
  void fixedStrideIsTheSmallestThatVisitsAsMany(@ForAll("runs") Run run) {
    int[] strides =
        IntStream.rangeClosed(1, run.trained())
            .filter(stride -> ceilDiv(run.trained(), stride) == run.count())
            .toArray();
    Spacing.Whole spacing = new Spacing.FixedStride(run.count());
    if (strides.length == 0) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> spacing.timesteps(trained(run)))
          .withMessageContaining("write %d for fractional strides", run.count());
    } else {
      assertThat(spacing.timesteps(trained(run)))
          .containsExactly(IntStream.range(0, run.count()).map(k -> k * strides[0]).toArray());
    }
  }

  /** As many as asked, or a refusal that says how many there are: never silently fewer. */
  @Property(tries = 200)
  void denseSpacingsVisitAsManyAsAskedOrRefuse(@ForAll("runs") Run run) {
    for (String kind : List.of("quadratic:%d", "root:%d", "geometric:%d,3,0.1")) {
      Spacing.Whole spacing = whole(kind.formatted(run.count()));
      try {
        int[] visited = spacing.timesteps(trained(run));
        assertThat(visited).hasSize(run.count());
        assertAscending(visited, run.trained());
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining(spacing + " asks for more noise levels than there are");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {"quadratic:900 801", "geometric:300,0.4,0.03 113", "root:1000 1000"})
  void saysHowManyLevelsThereAre(String text, int most) {
    Spacing.Whole spacing = whole(text);
    assertThat(((Spacing.Whole) spacing.withCount(most)).timesteps(trained(1000))).hasSize(most);
    if (most < 1000) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> spacing.timesteps(trained(1000)))
          .withMessageContaining("at most %d of 1000 timesteps", most);
    }
  }

  @Test
  void geometricLevelsFallByOneFactor() {
    NoiseSchedule levels = trained(1000).respace(new Spacing.Geometric(6, 0.4, 0.03));
    double factor = Math.pow(0.03 / 0.4, 1.0 / 5);
    for (int i = 0; i < 6; i++) {
      double sigma = 0.03 * Math.pow(1 / factor, i);
      // The timesteps next to each other differ by up to a tenth there.
      assertThat(levels.level(i).sigma()).isCloseTo(sigma, withinPercentage(5));
    }
    assertThat(trained(1000).respace(new Spacing.Geometric(3, 1e6, 0.1)).level(2))
        .isEqualTo(trained(1000).level(999));
  }

  @Test
  void linspaceLiesBetweenTheTimestepsOfTheTraining() {
    NoiseSchedule trained = trained(1000);
    NoiseSchedule levels = trained.respace(new Linspace(5));
    assertThat(levels.timesteps()).containsExactly(0, 249.75, 499.5, 749.25, 999);
    assertThat(levels.sigma(2))
        .isCloseTo((trained.sigma(499) + trained.sigma(500)) / 2, withinPercentage(1e-9));
    assertThat(trained.respace(new RoundedLinspace(5)).timesteps())
        .containsExactly(0, 250, 500, 749, 999);
    assertThat(trained.respace(new AllButLast(new RoundedLinspace(5))).timesteps())
        .containsExactly(250, 500, 749, 999);
  }

  /** Karras et al. 2022, equation 5. */
  @Test
  void karrasSpacesSeventhRoots() {
    NoiseSchedule trained = trained(1000);
    NoiseSchedule levels = trained.respace(Spacing.parse("karras:uniform:5,1"));
    assertThat(levels.level(0)).isEqualTo(trained.level(1));
    assertThat(levels.level(4)).isEqualTo(trained.level(801));
    double least = Math.pow(trained.sigma(1), 1 / 7.0);
    double most = Math.pow(trained.sigma(801), 1 / 7.0);
    for (int i = 0; i < 5; i++) {
      assertThat(Math.pow(levels.sigma(i), 1 / 7.0))
          .isCloseTo(least + (most - least) * i / 4, withinPercentage(1e-9));
    }
    double timestep = levels.level(2).timestep();
    assertThat(trained.sigma((int) timestep)).isLessThan(levels.sigma(2));
    assertThat(trained.sigma((int) timestep + 1)).isGreaterThan(levels.sigma(2));
    assertThat(trained.respace(Spacing.parse("karras-rounded:uniform:5,1")).level(2).timestep())
        .isEqualTo(Math.rint(timestep));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "linspace:20",
        "rounded-linspace:20",
        "karras:20",
        "karras-rounded:rounded-linspace:20",
        "all-but-last:uniform:20,1"
      })
  void spacingsOfSchedulersReadWhatTheyWrite(String text) {
    Spacing spacing = Spacing.parse(text);
    assertThat(spacing).hasToString(text);
    assertThat(spacing.withCount(7).levels(trained(1000))).hasSize(7);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> spacing.withCount(2000).levels(trained(1000)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"karras:", "karras:none", "all-but-last:1", "linspace:x", "linspace:3,4"})
  void spacingsOfSchedulersRefuseWhatTheyCannotRead(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Spacing.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"geometric:3,0.1,0.4", "geometric:3,0.4,0", "geometric:3,NaN,0.1"})
  void geometricLevelsGoDown(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Spacing.parse(text))
        .withMessageContaining("geometric steps go from a sigma down to another above 0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "250",
        "10,20,30",
        "ddim50",
        "uniform:100",
        "trailing:99",
        "quadratic:20",
        "root:20",
        "geometric:6,0.4,0.03"
      })
  void itsTextIsWhatUsersWrite(String text) {
    assertThat(Spacing.parse(text)).hasToString(text);
  }

  @Property
  void quadraticIsDenseAtLittleNoise(@ForAll("runs") Run run) {
    Assume.that(run.count() <= 0.8 * run.trained());
    int[] visited = new Spacing.Quadratic(run.count()).timesteps(trained(run));
    assertThat(visited[0]).isZero();
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
    int[] visited = new Spacing.Sections(List.of(first, second, 1)).timesteps(trained(trained));
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
    for (String text :
        List.of("%d", "ddim%d", "uniform:%d", "trailing:%d", "quadratic:%d", "root:%d")) {
      for (int count : new int[] {0, trained + 1}) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> whole(text.formatted(count)).timesteps(trained(trained)))
            .withMessage("cannot visit %d of %d timesteps", count, trained);
      }
    }
  }

  @Test
  void readsWhatUsersWrite() {
    assertParsed("250", new Spacing.Sections(250));
    assertParsed("10,20,30", new Spacing.Sections(List.of(10, 20, 30)));
    assertParsed("ddim50", new Spacing.FixedStride(50));
    assertParsed("uniform:100", new Spacing.Uniform(100));
    assertParsed("uniform:50,1", new Spacing.Uniform(50, 1));
    assertParsed("trailing:99", new Spacing.Trailing(99));
    assertParsed("quadratic:20", new Spacing.Quadratic(20));
  }

  /** diffusers' timestep_spacing "leading" with steps_offset 1, as Stable Diffusion has it. */
  @Test
  void uniformFromAnOffsetIsLeadingOfDiffusers() {
    assertThat(new Spacing.Uniform(5, 1).timesteps(trained(1000)))
        .containsExactly(1, 201, 401, 601, 801);
    int[] fifty = new Spacing.Uniform(50, 1).timesteps(trained(1000));
    assertThat(fifty).hasSize(50).startsWith(1, 21, 41).endsWith(961, 981);
    assertThat(new Spacing.Uniform(50, 1).withCount(5)).isEqualTo(new Spacing.Uniform(5, 1));
    assertThat(new Spacing.Uniform(5, 1)).hasToString("uniform:5,1");
  }

  @Test
  void offsetsBeyondTheTimestepsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Spacing.Uniform(1000, 1).timesteps(trained(1000)))
        .withMessage(
            "uniform:1000,1 would visit timestep 1000, but there are 1000 of them, counted from 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Spacing.Uniform(10, -1))
        .withMessage("the offset of steps is at least 0, not -1");
  }

  @Test
  void quadraticIsThatOfDdim() {
    // floor((k sqrt(800) / 9)^2)
    assertThat(new Spacing.Quadratic(10).timesteps(trained(1000)))
        .containsExactly(0, 9, 39, 88, 158, 246, 355, 483, 632, 800);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "many",
        "ddim",
        "10,",
        ",10",
        "10,x",
        "uniform:",
        "cubic:10",
        "1.5",
        "geometric:3",
        "uniform:3,1,1",
        "trailing:3,1"
      })
  void refusesOtherText(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Spacing.parse(text))
        .withMessageStartingWith("steps '" + text + "' are not known; write 250,");
  }

  private static void assertParsed(String text, Spacing expected) {
    assertThat(Spacing.parse(text)).isEqualTo(expected);
  }

  private static void assertAscending(int[] visited, int trained) {
    assertThat(visited[0]).isNotNegative();
    assertThat(visited[visited.length - 1]).isLessThan(trained);
    assertThat(gaps(visited)).allMatch(gap -> gap > 0);
  }

  private static NoiseSchedule trained(int timesteps) {
    return NoiseSchedule.linear(timesteps, 1e-4, 0.02);
  }

  private static NoiseSchedule trained(Run run) {
    return trained(run.trained());
  }

  private static int ceilDiv(int dividend, int divisor) {
    return (dividend + divisor - 1) / divisor;
  }

  private static IntStream gaps(int[] visited) {
    return IntStream.range(1, visited.length).map(i -> visited[i] - visited[i - 1]);
  }

  private static Spacing.Whole whole(String text) {
    return (Spacing.Whole) Spacing.parse(text);
  }
}
