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
}
