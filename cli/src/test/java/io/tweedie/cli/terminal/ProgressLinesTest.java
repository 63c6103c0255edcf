package io.tweedie.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {

  private final List<String> lines = new ArrayList<>();
  private long now;

  private ProgressLines progress(long steps) {
    return new ProgressLines("restoring", steps, lines::add, () -> now);
  }

  private void pass(double seconds) {
    now += (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }

  @Test
  void saysAtTheFirstStepHowLongItWillTakeAndThenNowAndThen() {
    ProgressLines progress = progress(39);
    for (int i = 0; i < 39; i++) {
      pass(2.5);
      progress.step();
    }
    assertThat(lines)
        .hasSize(10)
        .startsWith("restoring: 39 steps, about 98 s", "restoring: 5 of 39 steps, about 85 s to go")
        .endsWith("restoring: 37 of 39 steps, about 5 s to go");
  }

  @Test
  void countsStepsOfSeveralPhotosAndTellsLongTimesInMinutes() {
    ProgressLines progress = progress(8000);
    pass(8);
    progress.step(8);
    pass(10);
    progress.stepped(8, "cat.png");
    assertThat(lines)
        .containsExactly(
            "restoring: 8000 steps, about 2 h 13 min",
            "restoring: 16 of 8000 steps, about 2 h 30 min to go, cat.png");
  }

  @Test
  void isSilentAboutWhatIsSoonDone() {
    ProgressLines progress = progress(10);
    for (int i = 0; i < 10; i++) {
      pass(0.9);
      progress.step();
    }
    assertThat(lines).isEmpty();
  }

  @Test
  void tellsOfALongFirstStepWhileItLasts() {
    ProgressLines progress = progress(1);
    waitThrough(progress, 100);
    progress.step();
    waitThrough(progress, 100);
    assertThat(lines)
        .containsExactly(
            "restoring: at step 1 of 1 for 10 s",
            "restoring: at step 1 of 1 for 30 s",
            "restoring: at step 1 of 1 for 70 s");
  }

  @Test
  void workWithoutStepsIsToldOfToo() {
    ProgressLines progress = progress(0);
    waitThrough(progress, 12);
    assertThat(lines).containsExactly("restoring: at work for 10 s");
  }

  @Test
  void waitingSaysNothingOnceTheTimeOfAStepIsKnown() {
    ProgressLines progress = progress(3);
    waitThrough(progress, 9);
    progress.step();
    waitThrough(progress, 100);
    assertThat(lines).containsExactly("restoring: 3 steps, about 27 s");
  }

  /** Like a timer that looks every second. */
  private void waitThrough(ProgressLines progress, int seconds) {
    for (int i = 0; i < seconds; i++) {
      pass(1);
      progress.waited();
    }
  }
}
