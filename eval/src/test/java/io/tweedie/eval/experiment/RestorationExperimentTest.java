package io.tweedie.eval.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tweedie.core.measurement.Noise;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.solver.Ddnm;
import io.tweedie.core.solver.Ddrm;
import io.tweedie.core.solver.Dps;
import io.tweedie.core.task.Task;
import io.tweedie.eval.grid.Method.Sampling;
import io.tweedie.eval.grid.SampleImages;
import io.tweedie.models.prior.Tuned;
import io.tweedie.restore.settings.Choice;
import io.tweedie.restore.spec.ModelChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestorationExperimentTest {

  private static final String HEAD =
      """
      title: A title
      model: photos
      images: images
      size: 24
      sections:
      """;

  @TempDir Path folder;

  private RestorationExperiment read(String yaml) throws IOException {
    Path file = folder.resolve("experiment.yaml");
    Files.writeString(file, yaml);
    return RestorationExperiment.read(file);
  }

  @Test
  void shortAndLongFormsMeanTheSame() throws IOException {
    RestorationExperiment experiment =
        read(
            HEAD
                + """
                  - {name: short, tasks: sr:4, solvers: dps, noise: 0.05}
                  - name: long
                    tasks: [sr:4]
                    solvers: [{solver: dps}]
                    noise: [{sigma: 0.05}]
                """);
    Section brief = experiment.sections().get(0);
    Section full = experiment.sections().get(1);
    assertThat(brief.solvers()).isEqualTo(full.solvers());
    assertThat(brief.noise()).isEqualTo(full.noise());
    assertThat(brief.tasks()).isEqualTo(full.tasks());
    assertThat(experiment.model()).isEqualTo(ModelChoice.named("photos"));
  }

  @Test
  void whatIsAbsentIsUsual() throws IOException {
    Section section = read(HEAD + "  - {name: a, tasks: sr:4, solvers: ddnm}").sections().get(0);
    assertThat(section.noise()).extracting(NoiseEntry::noise).containsExactly(new Noise.None());
    assertThat(section.samples()).isEqualTo(1);
    assertThat(section.trace()).isFalse();
    assertThat(section.baselines()).isTrue();
    assertThat(section.steps()).isNull();
  }

  @Test
  void poissonNoiseAndSharesOfTheSize() throws IOException {
    Section section =
        read(HEAD
                + "  - {name: a, tasks: 'inpaint-box:{size/2}', solvers: ddnm, noise: {poisson:"
                + " 2}}")
            .sections()
            .get(0);
    assertThat(section.noise().get(0).noise()).isEqualTo(new Noise.Poisson(2));
    assertThat(section.tasksAt(64)).extracting(Task::name).containsExactly("inpaint-box:32");
    assertThat(section.tasksAt(256)).extracting(Task::name).containsExactly("inpaint-box:128");
    Section blur =
        read(HEAD + "  - {name: a, tasks: 'deblur-gaussian:{size/4-3},3.0', solvers: ddnm}")
            .sections()
            .get(0);
    assertThat(blur.tasksAt(256)).extracting(Task::name).allMatch(n -> n.contains(":61,3"));
  }

  @Test
  void settingsReachTheSolver() throws IOException {
    SolverEntry entry =
        read(HEAD
                + "  - {name: a, tasks: sr:4, solvers: {solver: 'dps:paper', name: mine,"
                + " steps: 50, set: {stepSize: 0.25}}}")
            .sections()
            .get(0)
            .solvers()
            .get(0);
    assertThat(entry.method().name()).isEqualTo("mine");
    assertThat(entry.method().steps()).contains("50");
    assertThat(choice(entry.method(), Optional.empty()).solver())
        .isEqualTo(new Dps(0.25, Dps.Counts.BY_VARIANCE, Dps.paper().plan()));
  }

  @Test
  void etaIsThatOfThePlanOrTheSolversOwn() throws IOException {
    Section section =
        read(HEAD
                + "  - {name: a, tasks: sr:4, solvers: [{solver: 'ddnm:paper', settings: {eta: 1}},"
                + " {solver: ddrm, settings: {eta: 0.5}}]}")
            .sections()
            .get(0);
    Sampling ddnm = section.solvers().get(0).method();
    Sampling ddrm = section.solvers().get(1).method();
    assertThat(choice(ddnm, Optional.empty()).solver()).isEqualTo(Ddnm.paper());
    assertThat(choice(ddnm, Optional.of("20")).plan().transition())
        .isEqualTo(new Transition.Ddim(1));
    assertThat(choice(ddrm, Optional.empty()).solver())
        .isEqualTo(new Ddrm(0.5, 1, Ddrm.official().plan()));
  }

  @Test
  void aSearchTriesItsValuesUnderTheirNames() throws IOException {
    SolverEntry entry =
        read(HEAD
                + "  - {name: a, tasks: sr:4, solvers: {solver: dps,"
                + " search: {setting: stepSize, values: [0.1, 1, 10]}}}")
            .sections()
            .get(0)
            .solvers()
            .get(0);
    assertThat(entry.candidates())
        .extracting(method -> method.name())
        .containsExactly("dps stepSize=0.1", "dps stepSize=1", "dps stepSize=10");
    assertThat(choice(entry.candidates().get(1), Optional.empty()).solver()).isEqualTo(new Dps(1));
  }

  @Test
  void aMaskMayHaveACommaInItsName() throws IOException {
    RestorationExperiment experiment =
        read(
            HEAD
                + """
                  - {name: list, tasks: ["inpaint-mask:mask,left.png", denoise], solvers: ddnm}
                  - {name: alone, tasks: "inpaint-mask:mask,left.png", solvers: ddnm}
                """);
    assertThat(experiment.sections().get(0).tasksAt(24))
        .extracting(Task::name)
        .containsExactly("inpaint-mask:mask,left.png", "denoise");
    assertThat(experiment.sections().get(1).tasksAt(24))
        .extracting(Task::name)
        .containsExactly("inpaint-mask:mask,left.png");
  }

  @Test
  void filesAreFoundBesideTheExperiment() throws IOException {
    Path images = Files.createDirectory(folder.resolve("images"));
    List<Path> written = SampleImages.write(images);
    Files.writeString(folder.resolve("weights.pt"), "");
    RestorationExperiment experiment =
        read(
            (HEAD + "  - {name: a, tasks: sr:4, solvers: ddnm}")
                .replace("model: photos", "model: {config: ffhq-256, weights: weights.pt}"));
    assertThat(experiment.photos().files()).containsExactlyElementsOf(written);
    assertThat(experiment.model().config()).isEqualTo("ffhq-256");
    assertThat(Path.of(experiment.model().weights())).isEqualTo(folder.resolve("weights.pt"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {name: a, tasks: sr:4, solvers: ddnm, step: 4}             | sections[0].step is not known; here baselines, images
          {name: a, tasks: sr:x, solvers: ddnm}                     | did you mean sr:4
          {name: a, tasks: sr:4, solvers: ddmn}                     | 'ddmn' is not known; choose one of
          {name: a, tasks: sr:4}                                    | sections[0]: solvers are missing
          {name: a, tasks: sr:4, solvers: {solver: dps, settings: {step: 1}}} | there is no setting 'step'; it has stepSize
          {name: a, tasks: sr:4, solvers: {solver: dps, settings: {stepSize: big}}} | setting stepSize takes
          {name: a, tasks: sr:4, solvers: ddnm, noise: 2}           | sigma is in image units
          {name: a, tasks: sr:4, solvers: ddnm, noise: {sigma: 0.1, poisson: 1}} | and not both
          {name: a, tasks: sr:4, solvers: ddnm, steps: many}        | many
          {name: a, tasks: sr:4, solvers: ddnm, samples: 0}         | samples must be at least 1
          {name: a, tasks: sr:4, solvers: {solver: dps, search: {setting: stepSize, values: [1]}}} | at least two values
          {name: a/b, tasks: sr:4, solvers: ddnm}                   | a section needs a plain name
          """)
  void mistakesAreExplained(String section, String expected) {
    assertThatThrownBy(() -> read(HEAD + "  - " + section))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("experiment.yaml")
        .hasMessageContaining(expected);
  }

  @Test
  void missingFieldsAreNamed() {
    String section = "  - {name: a, tasks: sr:4, solvers: ddnm}\n";
    for (String field : List.of("title", "model", "images")) {
      String yaml = (HEAD + section).replaceFirst("(?m)^" + field + ": .*$", "");
      assertThatThrownBy(() -> read(yaml)).hasMessageContaining(field);
    }
    assertThatThrownBy(() -> read(HEAD + section + section))
        .hasMessageContaining("two of the sections, each under its noise, would both be stored");
    assertThatThrownBy(
            () ->
                read(
                    HEAD
                        + section
                        + section
                            .replace("sr:4", "denoise, noise: [1e-1, 0.1]")
                            .replace("name: a", "name: b")))
        .hasMessageContaining("stored as 'b-sigma-0.1'");
    assertThatThrownBy(() -> read("- a\n")).hasMessageContaining("is no experiment");
    assertThatThrownBy(() -> read("a: [")).hasMessageContaining("experiment.yaml");
    assertThatThrownBy(() -> read(HEAD.replace("photos", "{config: ffhq-256}") + section))
        .hasMessageContaining("a config with weights");
  }

  @Test
  void kindsAreSaidOrUsual() throws IOException {
    Path file = folder.resolve("kind.yaml");
    Files.writeString(file, "kind: robustness\n");
    assertThat(RestorationExperiment.kind(file)).isEqualTo("robustness");
    Files.writeString(file, "title: x\n");
    assertThat(RestorationExperiment.kind(file)).isEqualTo(RestorationExperiment.KIND);
  }

  @ParameterizedTest
  @CsvSource({"coursework-restoration", "dpg-paper"})
  void thoseThatShipCanBeRead(String name) throws IOException {
    Path file = Path.of("..", "experiments", name + ".yaml");
    assertThat(RestorationExperiment.read(file).photos().files()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({"latent-prompts", "latent-solvers", "latent-ablation", "latent-resolution"})
  void thoseOfScenesCanBeRead(String name) throws IOException {
    RestorationExperiment read =
        RestorationExperiment.read(Path.of("..", "experiments", name + ".yaml"));
    assertThat(read.model().name()).isEqualTo("scenes");
    assertThat(read.tellsTexts()).isTrue();
    assertThat(read.limitedTo(3).sections()).allMatch(section -> section.images() == 3);
  }

  @ParameterizedTest
  @CsvSource({"dpg-ffhq, 6", "dpg-imagenet, 4", "dpg-lsun-bedroom, 4"})
  void thoseOfAPaperCanBeReadWithoutItsImages(String name, int sections) throws IOException {
    RestorationExperiment experiment =
        RestorationExperiment.read(Path.of("..", "experiments", name + ".yaml"));
    assertThat(experiment.sections()).hasSize(sections);
    assertThatThrownBy(experiment::photos).hasMessageContaining("data");
  }

  private static Choice choice(Sampling method, Optional<String> steps) {
    return method.choice(
        Choice.Usual.OF_PIXELS, Tuned.NOTHING, Task.parse("sr:4"), new Noise.None(), steps);
  }
}
