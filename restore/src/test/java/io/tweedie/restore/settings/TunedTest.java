package io.tweedie.restore.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tweedie.core.measurement.Noise;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Start;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.sampling.Transition.Ddim;
import io.tweedie.core.sampling.Transition.Remix;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.solver.Ddnm;
import io.tweedie.core.solver.DdnmPlus;
import io.tweedie.core.solver.DiffPir;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.Task;
import io.tweedie.core.task.TaskForm;
import io.tweedie.core.task.TaskProvider;
import io.tweedie.models.pipeline.PipelineCard;
import io.tweedie.models.prior.ModelSpec;
import io.tweedie.models.prior.Tuned;
import io.tweedie.zoo.Zoo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of docs/solvers.md: how often the prior is asked, and where runs start. */
class TunedTest {

  private static final NoiseSchedule TRAINED = NoiseSchedule.linear(1000);
  private static final Tuned PHOTOS = photos();

  private static Tuned photos() {
    try {
      return ModelSpec.read(Zoo.folder("photos").resolve(ModelSpec.FILE)).tuned();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sr:4                     | ddnm    | 3  | 6  | 100",
        "sr-bicubic:4             | ddnm    | 3  | 6  | 100",
        "inpaint-random:0.8       | ddnm    | 20 | 30 | 60",
        "jpeg:10                  | ddnm    | 3  | 6  | 12",
        "inpaint-box:16           | ddnm    | 20 | 40 | 100",
        "uncrop:0.5               | ddnm    | 10 | 20 | 100",
        "colorize                 | ddnm    | 20 | 40 | 100",
        "deblur-gaussian:13,2.0   | ddnm+   | 5  | 10 | 20",
        "deblur-motion:13,0.5     | diffpir | 5  | 8  | 16",
        "deblur-gaussian:13,2.0   | diffpir | 6  | 10 | 20",
        "sr:4                     | diffpir | 6  | 10 | 20",
        "inpaint-random:0.8       | diffpir | 10 | 20 | 40",
        "denoise                  | posterior-mean | 1 | 1 | 1",
        "inpaint-freeform:0.15    | ddnm    | 20 | 30 | 100",
        "inpaint-mask:m.png       | ddnm    | 20 | 30 | 100",
        "inpaint-box:16           | ddnm+   | 100 | 100 | 100",
        "deblur-nonlinear         | red-diff | 100 | 100 | 100"
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
    return choice(solver, quality, task, noise).plan();
  }

  private static Choice choice(String solver, String quality, String task, Noise noise) {
    return Choice.of(Optional.of(solver), Preset.parse(quality), PHOTOS, Task.parse(task), noise);
  }

  @ParameterizedTest
  @CsvSource({
    "sr:4, true",
    "inpaint-random:0.8, true",
    "jpeg:10, true",
    "inpaint-freeform:0.15, true",
    "inpaint-mask:m.png, true",
    "inpaint-box:16, false",
    "uncrop:0.5, true",
    "colorize, false"
  })
  void goesTowardTheMeanFromAGuessWhereSomethingIsKnownNearby(String task, boolean known) {
    Plan plan = plan("ddnm", "balanced", task);
    assertThat(plan.start() instanceof Start.Guess).isEqualTo(known);
    assertThat(plan.transition() instanceof Transition.Tempered).isEqualTo(known);
    assertThat(plan("ddnm", "posterior", task)).isEqualTo(Ddnm.posterior().plan());
  }

  /** The settings as they were measured, written out. */
  @Test
  void areTheValuesThatWereMeasured() {
    Noise none = new Noise.None();
    Noise noise = new Noise.Gaussian(0.05);
    assertThat(choice("ddnm", "fast", "sr:4", none).solver())
        .isEqualTo(new Ddnm(1, toTheMean("geometric:3,0.4,0.03", 0, 0.7, new Remix(0.15), false)));
    assertThat(choice("ddnm", "best", "sr-bicubic:4", none).solver()).isEqualTo(Ddnm.posterior());
    assertThat(choice("ddnm", "best", "inpaint-random:0.8", none).solver())
        .isEqualTo(
            new Ddnm(1, toTheMean("geometric:60,0.35,0.02", 0.5, 0.7, new Remix(0.3), false)));
    assertThat(choice("ddnm", "balanced", "jpeg:10", none).solver())
        .isEqualTo(
            new Ddnm(0.5, toTheMean("geometric:6,0.3,0.03", 0, 0.7, new Remix(0.15), false)));
    assertThat(choice("ddnm+", "balanced", "deblur-motion:13,0.5,valid", none).solver())
        .isEqualTo(
            new DdnmPlus(0.3, toTheMean("geometric:10,0.3,0.005", 0, 0.7, new Remix(0.85), false)));
    assertThat(choice("diffpir", "best", "deblur-gaussian:13,2.0", noise).solver())
        .isEqualTo(
            new DiffPir(0.25, 0.1, toTheMean("geometric:20,0.5,0.03", 0, 0.5, new Ddim(0), true)));
    assertThat(choice("diffpir", "fast", "deblur-kernel:k.csv", noise).solver())
        .isEqualTo(
            new DiffPir(1, 0.1, toTheMean("geometric:5,0.3,0.03", 0, 0.5, new Ddim(0), true)));
    assertThat(choice("diffpir", "balanced", "deblur-gaussian:13,2.0", none).solver())
        .isEqualTo(
            new DiffPir(7, 0.3, toTheMean("geometric:10,0.3,0.01", 0, 0.5, new Ddim(0), true)));
    assertThat(choice("diffpir", "balanced", "inpaint-random:0.8", noise).solver())
        .isEqualTo(
            new DiffPir(0.25, 1, toTheMean("geometric:20,0.5,0.05", 0.5, 0.7, new Ddim(0), true)));
    assertThat(choice("diffpir", "balanced", "inpaint-box:4", noise).solver())
        .isEqualTo(DiffPir.official(Task.parse("inpaint-box:4")));
  }

  private static Plan toTheMean(
      String steps, double warmth, double temperature, Transition transition, boolean clip) {
    return new Plan(steps, new Transition.Tempered(temperature, transition), clip)
        .withStart(new Start.Guess(warmth));
  }

  private static Stream<Arguments> rowsThatShip() throws IOException {
    List<Arguments> rows = new ArrayList<>();
    for (String name : Zoo.names()) {
      ModelSpec spec = ModelSpec.read(Zoo.folder(name).resolve(ModelSpec.FILE));
      spec.tuned().rows().forEach(row -> rows.add(arguments(name, row)));
    }
    for (String name : Zoo.pipelines()) {
      PipelineCard card = PipelineCard.of(Zoo.folder(name));
      card.tuned().rows().forEach(row -> rows.add(arguments(name, row)));
    }
    return rows.stream();
  }

  /** A task of a kind, as help shows it. */
  private static Task example(String kind) {
    return TaskProvider.ALL.all().stream()
        .flatMap(provider -> provider.forms().stream())
        .map(TaskForm::example)
        .filter(name -> name.split(":")[0].equals(kind))
        .map(Task::parse)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no task is of the kind " + kind));
  }

  @ParameterizedTest
  @MethodSource("rowsThatShip")
  void everyRowThatShipsNamesSettingsThatThereAre(String model, Tuned.Row row) {
    Noise noise = Boolean.TRUE.equals(row.noise()) ? new Noise.Gaussian(0.05) : new Noise.None();
    for (String kind : row.tasks() == null ? List.of("inpaint-box") : row.tasks()) {
      for (String quality : row.steps().keySet()) {
        Preset preset = Preset.parse(quality);
        Tuned alone = new Tuned(List.of(row));
        Choice choice = Choice.of(Optional.of(row.solver()), preset, alone, example(kind), noise);
        assertThat(choice.why()).contains("tuned for the model");
        assertThat(TRAINED.respace(choice.plan().steps()).size()).isPositive();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "balanced", "best"})
  void anotherModelGetsTheSettingsOfTheAuthors(String quality) {
    Task task = Task.parse("sr:4");
    Noise none = new Noise.None();
    Choice choice = Choice.of(Optional.empty(), Preset.parse(quality), Tuned.NOTHING, task, none);
    assertThat(choice.solver()).isEqualTo(Ddnm.official());
    assertThat(choice.why()).contains("ddnm (usual", "none were tuned");
    assertThat(choice("ddnm", quality, "sr:4", none).why()).contains("as asked", "tuned for");
  }

  @Test
  void whatIsAskedForGoesBeforeWhatWasTuned() {
    Choice tuned = choice("ddnm", "balanced", "sr:4", new Noise.None());
    Choice asked = tuned.with(Map.of("steps", "4", "weight", "0.9"));
    assertThat(asked.plan()).isEqualTo(tuned.plan().withSteps("geometric:4,0.8,0.03"));
    assertThat(asked.solver()).isEqualTo(new Ddnm(0.9, tuned.plan()));
  }
}
