package io.tweedie.eval.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Backend;
import io.tweedie.eval.grid.EvaluationPlan.Company;
import io.tweedie.eval.grid.Outcome.Measured;
import io.tweedie.restore.Prior;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplesTest {

  private static final RunInfo INFO = new RunInfo("gaussian", "1", "a machine", "a command");
  private static final Prior PRIOR =
      Prior.of("prior", IsotropicMixture.normal(0, 0.4), NoiseSchedule.linear(1000));

  @TempDir Path folder;

  @BeforeAll
  static void calculateInOneThread() {
    Backend.setThreads(1);
  }

  private Measured run(String out, Recording recording, String steps, Prior prior) {
    List<Path> images = SampleImages.write(folder).subList(0, 1);
    EvaluationPlan plan =
        EvaluationPlan.of(images, List.of(Task.parse("sr:2")), List.of(Method.parse("ddnm:paper")))
            .withSteps(steps)
            .with(Company.NONE)
            .withRecording(recording);
    EvaluationResults results =
        new Evaluation(plan, INFO, folder.resolve(out), Optional.empty())
            .measure(Priors.of(() -> prior), EvaluationListener.NONE);
    assertThat(results.cells()).hasSize(1);
    return (Measured) results.cells().get(0).outcome();
  }

  private Measured run(String out, Recording recording) {
    return run(out, recording, "6", PRIOR);
  }

  @Test
  void theFirstSampleIsTheResultWithoutSamples() {
    Measured one = run("one", Recording.NONE);
    Measured several = run("several", Recording.NONE.withSamples(5));

    assertThat(several.psnr()).isEqualTo(one.psnr());
    assertThat(several.nfe()).isEqualTo(one.nfe()).isEqualTo(6);
    assertThat(one.uncertainty()).isNull();
    assertThat(several.uncertainty().samples()).isEqualTo(5);
    assertThat(several.uncertainty().metricsOfMean().get("psnr")).isGreaterThan(one.psnr());
  }

  @Test
  void spreadIsThatOfThePrior() {
    // What a block average of 4 pixels leaves open keeps 3/4 of the prior's variance of 0.4^2.
    double expected = 0.4 * Math.sqrt(0.75) / 2;
    Measured several = run("out", Recording.NONE.withSamples(20), "200", PRIOR);
    assertThat(several.uncertainty().deviation()).isCloseTo(expected, within(0.2 * expected));
  }

  @Test
  void aCellWithOtherRecordingsIsMeasuredAgain() {
    run("out", Recording.NONE);
    Measured traced = run("out", new Recording(1, true, List.of(500)));
    assertThat(traced.trace().losses()).hasSize(1);
    assertThat(folder.resolve("out/cells/sr-2/colour/ddnm-paper.x0-0500.png")).exists();
    // Known to be there: the prior may not be asked.
    Prior none = Prior.of("prior", (xt, level) -> null, PRIOR.schedule());
    assertThat(run("out", new Recording(1, true, List.of(500)), "6", none)).isEqualTo(traced);
  }

  @Test
  void theLossFallsAndIsThatOfTheEstimate() {
    Measured traced = run("out", new Recording(3, true, List.of()));
    List<Double> first = traced.trace().losses().get(0);
    assertThat(first.get(first.size() - 1)).isLessThan(first.get(0) / 5);
    assertThat(traced.trace().truth()).isLessThan(1e-4);
    assertThat(traced.trace().meanLoss()).hasSize(6);
    double mean =
        traced.trace().losses().stream().mapToDouble(run -> run.get(0)).average().orElseThrow();
    assertThat(traced.trace().meanLoss().get(0).y()).isCloseTo(mean, within(1e-9));
    assertThat(traced.trace().meanLoss().get(0).high()).isGreaterThan(mean);
  }

  @Test
  void theConfidenceIntervalIsStudents() {
    Trace trace = new Trace(List.of(10), 0.0, List.of(List.of(1.0), List.of(3.0)), List.of());
    // Two runs: mean 2, deviation sqrt(2), and t of one degree of freedom is 12.706.
    assertThat(trace.meanLoss().get(0).high()).isCloseTo(2 + 12.706, within(1e-3));
  }

  @Test
  void whatCannotBeRecordedIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Recording(0, false, List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> new Recording(1, false, List.of(-1)));
  }
}
