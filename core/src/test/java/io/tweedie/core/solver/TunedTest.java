package io.tweedie.core.solver;

import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.core.measurement.Noise;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Start;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.Task;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of docs/solvers.md: how often the prior is asked, and where runs start. */
class TunedTest {

  private static final NoiseSchedule TRAINED = NoiseSchedule.linear(1000);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sr:4                     | ddnm    | 3  | 6  | 100",
        "sr-bicubic:4             | ddnm    | 3  | 6  | 100",
        "inpaint-random:0.8       | ddnm    | 20 | 30 | 60",
        "jpeg:10                  | ddnm    | 3  | 6  | 12",
        "inpaint-box:16           | ddnm    | 20 | 40 | 100",
        "uncrop:0.5               | ddnm    | 20 | 40 | 100",
        "colorize                 | ddnm    | 20 | 40 | 100",
        "deblur-gaussian:13,2.0   | ddnm+   | 5  | 10 | 20",
        "deblur-motion:13,0.5     | diffpir | 5  | 8  | 16",
        "deblur-gaussian:13,2.0   | diffpir | 6  | 10 | 20",
        "sr:4                     | diffpir | 6  | 10 | 20",
        "inpaint-random:0.8       | diffpir | 10 | 20 | 40",
        "denoise                  | posterior-mean | 1 | 1 | 1"
      })
  void asksThePriorSoOften(String task, String solver, int fast, int balanced, int best) {
    assertThat(evaluations(solver, "fast", task)).isEqualTo(fast);
    assertThat(evaluations(solver, "balanced", task)).isEqualTo(balanced);
    assertThat(evaluations(solver, "best", task)).isEqualTo(best);
  }

  private static int evaluations(String solver, String quality, String task) {
    return TRAINED.respace(plan(solver, quality, task).steps()).size();
  }

  private static Plan plan(String solver, String quality, String task) {
    Noise noise = new Noise.Gaussian(0.05);
    return Solvers.named(solver, Preset.parse(quality), Task.parse(task), noise).plan();
  }

  @ParameterizedTest
  @CsvSource({
    "sr:4, true",
    "inpaint-random:0.8, true",
    "jpeg:10, true",
    "inpaint-box:16, false",
    "uncrop:0.5, false",
    "colorize, false"
  })
  void goesTowardTheMeanFromAGuessWhereSomethingIsKnownNearby(String task, boolean known) {
    Plan plan = plan("ddnm", "balanced", task);
    assertThat(plan.start() instanceof Start.Guess).isEqualTo(known);
    assertThat(plan.transition() instanceof Transition.Tempered).isEqualTo(known);
    assertThat(plan("ddnm", "posterior", task)).isEqualTo(Ddnm.posterior().plan());
  }
}
