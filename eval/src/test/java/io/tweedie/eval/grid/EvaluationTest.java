package io.tweedie.eval.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Backend;
import io.tweedie.eval.grid.Outcome.Diverged;
import io.tweedie.eval.grid.Outcome.Measured;
import io.tweedie.eval.grid.Outcome.NotServed;
import io.tweedie.eval.metric.Lpips;
import io.tweedie.eval.metric.LpipsNote;
import io.tweedie.eval.metric.Psnr;
import io.tweedie.eval.metric.SmallNetwork;
import io.tweedie.images.ImageFile;
import io.tweedie.restore.Prior;
import io.tweedie.restore.settings.Choice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {

  private static final int STEPS = 5;
  private static final RunInfo INFO = new RunInfo("gaussian", "1", "a machine", "a command");
  private static final Supplier<Prior> PRIOR =
      () -> Prior.of("prior", IsotropicMixture.normal(0, 0.4), NoiseSchedule.linear(1000));
  private static final Supplier<Prior> NO_PRIOR =
      () -> {
        throw new AssertionError("the prior was loaded");
      };

  @TempDir Path folder;
  private List<Path> images;

  @BeforeAll
  static void calculateInOneThread() {
    // Threads cost more than they bring on pictures of this size.
    Backend.setThreads(1);
  }

  @BeforeEach
  void writeImages() {
    images = SampleImages.write(folder);
  }

  private EvaluationPlan plan(String tasks, String methods) {
    return EvaluationPlan.of(
            images,
            Stream.of(tasks.split(" ")).map(Task::parse).toList(),
            Stream.of(methods.split(" ")).map(Method::parse).toList())
        .withSteps("uniform:" + STEPS)
        .withSeed(7);
  }

  private EvaluationResults run(EvaluationPlan plan, String out) throws IOException {
    return run(plan, out, PRIOR, EvaluationListener.NONE);
  }

  /** Time stands still, so that runs can be compared byte by byte. */
  private EvaluationResults run(
      EvaluationPlan plan, String out, Supplier<Prior> prior, EvaluationListener listener)
      throws IOException {
    return run(plan, out, Optional.empty(), prior, listener);
  }

  private EvaluationResults run(
      EvaluationPlan plan,
      String out,
      Optional<Lpips> lpips,
      Supplier<Prior> prior,
      EvaluationListener listener)
      throws IOException {
    return new Evaluation(plan, INFO, folder.resolve(out), lpips, () -> 0)
        .run(Priors.of(prior), listener);
  }

  private static Outcome outcome(
      EvaluationResults results, String task, String method, String image) {
    return results.cells().stream()
        .filter(c -> c.task().equals(task) && c.method().equals(method) && c.image().equals(image))
        .findFirst()
        .orElseThrow()
        .outcome();
  }

  @Test
  void everyMethodMeetsEveryImageOfEveryTask() throws IOException {
    EvaluationResults results = run(plan("sr:4 inpaint-random:0.5", "ddnm dps:paper"), "out");
    assertThat(results.cells())
        .filteredOn(cell -> cell.image().equals("colour.png"))
        .extracting(cell -> cell.task() + " " + cell.method())
        .containsExactly(
            "sr:4 ddnm",
            "sr:4 dps:paper",
            "sr:4 baseline:measurement",
            "sr:4 baseline:bicubic",
            "sr:4 baseline:bicubic+bp",
            "inpaint-random:0.5 ddnm",
            "inpaint-random:0.5 dps:paper",
            "inpaint-random:0.5 baseline:measurement",
            "inpaint-random:0.5 baseline:linear",
            "inpaint-random:0.5 baseline:biharmonic");
    assertThat(results.cells()).hasSize(20).allMatch(c -> c.outcome() instanceof Measured);
  }

  @Test
  void asksThePriorOncePerStepAndBaselinesNever() throws IOException {
    EvaluationResults results = run(plan("sr:2", "ddnm"), "out");
    assertThat(((Measured) outcome(results, "sr:2", "ddnm", "colour.png")).nfe()).isEqualTo(STEPS);
    assertThat(((Measured) outcome(results, "sr:2", "baseline:bicubic", "colour.png")).nfe())
        .isZero();
  }

  @Test
  void secondsAreThoseOfTheRestoration() throws IOException {
    long[] now = {0};
    EvaluationPlan plan = plan("denoise", "baseline:measurement");
    EvaluationResults results =
        new Evaluation(
                plan, INFO, folder.resolve("out"), Optional.empty(), () -> now[0] += 1_500_000_000L)
            .run(Priors.of(NO_PRIOR), EvaluationListener.NONE);
    Outcome outcome = outcome(results, "denoise", "baseline:measurement", "colour.png");
    assertThat(((Measured) outcome).seconds()).isEqualTo(1.5);
  }

  @Test
  void psnrOfNoiseIsThatOfItsSigma() throws IOException {
    Path large = folder.resolve("large.png");
    SampleImages.write(large, 3, 128, 128);
    EvaluationPlan plan =
        EvaluationPlan.of(
                List.of(large),
                List.of(Task.parse("denoise")),
                List.of(Method.parse("baseline:measurement")))
            .withSigma(0.1);
    Outcome outcome = outcome(run(plan, "out"), "denoise", "baseline:measurement", "large.png");
    // Sigma 0.1 of a range of 1 is 20 dB; clipping at the borders of the range hides some of it.
    assertThat(((Measured) outcome).psnr()).isCloseTo(20, within(0.3));
  }

  @Test
  void storedPicturesAreThoseThatWereMeasured() throws IOException {
    EvaluationResults results = run(plan("sr:4", "ddnm"), "out");
    CellFiles files = new CellFiles(folder.resolve("out/cells"));
    for (Cell cell : results.cells()) {
      try (var reference = ImageFile.read(files.reference(cell.task(), cell.image()));
          var result = ImageFile.read(files.result(cell))) {
        double psnr = new Psnr().measure(reference.pixels(), result.pixels())[0];
        assertThat(psnr).isCloseTo(((Measured) cell.outcome()).psnr(), within(0.05));
        assertThat(reference.height() % 4 + reference.width() % 4).isZero();
      }
      assertThat(files.panel(cell)).exists();
    }
  }

  @Test
  void methodsThatCannotServeAreSaidSoBeforeThePriorIsLoaded() throws IOException {
    EvaluationPlan plan = plan("sr:4 inpaint-box:25", "baseline:linear");
    EvaluationResults results = run(plan, "out", NO_PRIOR, EvaluationListener.NONE);
    assertThat(outcome(results, "sr:4", "baseline:linear", "colour.png"))
        .isInstanceOfSatisfying(
            NotServed.class,
            refused -> assertThat(refused.reason()).contains("baseline:linear", "sr:4"));
    assertThat(outcome(results, "inpaint-box:25", "baseline:linear", "colour.png"))
        .isInstanceOfSatisfying(
            NotServed.class,
            refused -> assertThat(refused.reason()).contains("25 x 25 pixels in 26 x 19"));
  }

  @Test
  void imagesThatAreTooSmallAreSaidSo() throws IOException {
    EvaluationPlan plan = plan("denoise", "baseline:measurement").withSize(24);
    EvaluationResults results = run(plan, "out", NO_PRIOR, EvaluationListener.NONE);
    assertThat(
            ((NotServed) outcome(results, "denoise", "baseline:measurement", "colour.png"))
                .reason())
        .contains("26 x 19", "too small for a crop of 24");
    assertThat(outcome(results, "denoise", "baseline:measurement", "gray & <b>.png"))
        .isInstanceOf(Measured.class);
  }

  @Test
  void aCropThatNoImageHasIsRefusedWithWhatTheyHave() {
    EvaluationPlan plan = plan("denoise sr:2", "ddnm").withSize(9999);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(plan, "out", NO_PRIOR, EvaluationListener.NONE))
        .withMessageContainingAll("square of 9999", "gray & <b>.png of 24 x 24", "at most 24");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void aDamagedImageIsNamedAndTheOthersAreEvaluated() throws IOException {
    byte[] whole = Files.readAllBytes(images.get(0));
    Path cut = Files.write(folder.resolve("cut.png"), Arrays.copyOf(whole, whole.length / 2));
    Path noImage = Files.createDirectory(folder.resolve("folder.png"));
    images = Photos.in(folder).files();
    assertThat(images).contains(cut, noImage);

    EvaluationPlan plan = plan("sr:4 denoise", "baseline:measurement");
    EvaluationResults results = run(plan, "out", NO_PRIOR, EvaluationListener.NONE);

    assertThat(results.unread())
        .extracting(Unread::image)
        .containsExactly(cut.toString(), noImage.toString());
    assertThat(results.unread().get(0).reason()).contains("cut.png is a truncated or damaged PNG");
    assertThat(results.cells()).allMatch(cell -> cell.outcome() instanceof Measured);
    assertThat(results.cells())
        .extracting(Cell::image)
        .containsOnly("colour.png", "gray & <b>.png");
    JsonNode json = new ObjectMapper().readTree(folder.resolve("out/results.json").toFile());
    assertThat(json.at("/unread/0/image").asText()).isEqualTo(cut.toString());
    assertThat(folder.resolve("out/report.html")).content().contains("Left out: ", "cut.png");
  }

  @Test
  void withoutAnyImageThatCanBeReadNothingIsEvaluated() throws IOException {
    Path one = Files.writeString(folder.resolve("one.png"), "not a picture");
    Path two = Files.writeString(folder.resolve("two.png"), "");
    images = List.of(one, two);
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> run(plan("sr:4", "ddnm"), "out", NO_PRIOR, EvaluationListener.NONE))
        .withMessageContainingAll("none of the 2 images can be read", "one.png", "two.png");
  }

  @Test
  void hiddenFilesAreLeftOutAndNamed() throws IOException {
    Files.write(folder.resolve("._colour.png"), new byte[] {0, 5, 22, 7, 0, 2, 0, 0});
    Photos photos = Photos.in(folder);
    assertThat(photos.files()).isEqualTo(images);

    EvaluationPlan plan =
        EvaluationPlan.of(
            photos, List.of(Task.parse("sr:4")), List.of(Method.parse("baseline:bicubic")));
    EvaluationResults results = run(plan.withLimit(1), "out", NO_PRIOR, EvaluationListener.NONE);

    assertThat(results.cells()).extracting(Cell::image).containsOnly("colour.png");
    assertThat(results.unread())
        .singleElement()
        .satisfies(file -> assertThat(file.reason()).contains("._colour.png is a hidden file"));
    JsonNode json = new ObjectMapper().readTree(folder.resolve("out/results.json").toFile());
    assertThat(json.at("/unread/0/image").asText()).endsWith("._colour.png");
    assertThat(folder.resolve("out/report.html")).content().contains("._colour.png is a hidden");
  }

  @Test
  void fewerStepsThanAMethodsOwnAreSaidBesideItsResult() throws IOException {
    EvaluationResults results = run(plan("sr:4", "dps ddnm"), "out");
    SummaryRow dps = results.summary().get(0);
    assertThat(dps.shortened()).isEqualTo("5 of its 1000 steps");
    assertThat(dps.text()).endsWith(", in 5 of its 1000 steps");
    assertThat(results.summary().get(1).shortened()).isEqualTo("5 of its 100 steps");
    assertThat(results.summary().get(2).shortened()).isNull();
    assertThat(folder.resolve("out/report.html")).content().contains("5 of its 1000 steps");
    assertThat(folder.resolve("out/table.tex")).content().contains("dps (5 of its 1000 steps) &");

    EvaluationPlan own =
        EvaluationPlan.of(images, plan("sr:4", "ddnm").tasks(), plan("sr:4", "ddnm").methods());
    assertThat(run(own, "own").summary().get(0).shortened()).isNull();
  }

  @Test
  void allSettingsAreReportedBesideThoseOfRestore() throws IOException {
    EvaluationPlan plan = plan("sr:4", "dps:paper").withSigma(0.05);
    run(plan, "out");
    JsonNode json = new ObjectMapper().readTree(folder.resolve("out/results.json").toFile());
    assertThat(json.at("/settings")).hasSize(1);
    assertThat(json.at("/settings/0/method").asText()).isEqualTo("dps:paper");
    assertThat(json.at("/settings/0/solver/kind").asText()).isEqualTo("Dps");
    assertThat(json.at("/settings/0/solver/stepSize").isNumber()).isTrue();
    assertThat(json.at("/settings/0/plan/steps").asText()).isEqualTo("uniform:5");
    String usual =
        Choice.usualSolver(plan.tasks().get(0), plan.conditions().noise(), Preset.TUNED) + ":tuned";
    assertThat(json.at("/restore_takes/0/method").asText()).isEqualTo(usual);
    assertThat(json.at("/restore_takes/0/plan/steps").asText()).isNotEmpty();
    assertThat(folder.resolve("out/report.html"))
        .content()
        .contains("Settings", "stepSize", "The command restore", usual + " for sr:4");
  }

  @Test
  void secondsAreMarkedWithTheirMachineAndThreads() throws IOException {
    EvaluationPlan plan = plan("sr:4", "baseline:bicubic");
    run(plan, "out", NO_PRIOR, EvaluationListener.NONE);
    Backend.setThreads(2);
    try {
      images = SampleImages.write(folder);
      SampleImages.write(folder.resolve("more.png"), 3, 20, 20);
      images = Photos.in(folder).files();
      EvaluationResults results =
          run(plan("sr:4", "baseline:bicubic"), "out", NO_PRIOR, EvaluationListener.NONE);
      SummaryRow row = results.summary().get(0);
      assertThat(row.seconds()).isNull();
      assertThat(row.notes())
          .singleElement()
          .asString()
          .contains("not averaged", "a machine, threads: 1", "a machine, threads: 2");
      assertThat(RunningTime.of(results.cells()))
          .filteredOn(time -> time.method().equals("baseline:bicubic"))
          .extracting(RunningTime::conditions)
          .containsExactly("a machine, threads: 1", "a machine, threads: 2");
      assertThat(Files.readString(folder.resolve("out/results.csv")))
          .contains("\"a machine, threads: 1\"", "\"a machine, threads: 2\"");
    } finally {
      Backend.setThreads(1);
    }
  }

  /** Arabic has digits of its own, which format() prints unless told otherwise. */
  @Test
  void filesAreNumberedAlikeInEveryCountry() {
    Locale before = Locale.getDefault(Locale.Category.FORMAT);
    Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("ar-EG"));
    try {
      assertThat("%d".formatted(7)).isNotEqualTo("7");
      CellFiles files = new CellFiles(folder);
      assertThat(files.frame("sr:4", "ddnm", "a.png", 20)).hasFileName("ddnm.x0-0020.png");
      String text =
          new SummaryRow(
                  "sr:4",
                  "ddnm",
                  1,
                  new Spread(24.5, 0.5),
                  new Spread(0.5, 0.1),
                  new Spread(0.25, null),
                  null,
                  new Spread(1, null),
                  "here",
                  7.0,
                  0.25,
                  "baseline:bicubic",
                  "7 of its 9 steps",
                  List.of())
              .text();
      assertThat(text).contains("psnr 24.50, ssim 0.5000, lpips 0.2500, 1.0 s, +0.25 dB");
      assertThat(new RunInfo("m", "h", "machine", "c").conditions()).endsWith("threads: 1");
    } finally {
      Locale.setDefault(Locale.Category.FORMAT, before);
    }
  }

  @Test
  void imagesThatSsimCannotMeasureAreSaidSo() throws IOException {
    EvaluationResults results =
        run(plan("denoise", "ddnm").withSize(10), "out", NO_PRIOR, EvaluationListener.NONE);
    assertThat(results.cells())
        .allSatisfy(
            cell ->
                assertThat(((NotServed) cell.outcome()).reason())
                    .contains("10 x 10", "at least 11 x 11"));
  }

  @Test
  void samplersThatDivergeDoNotStopTheRest() throws IOException {
    Denoiser broken = (xt, level) -> new Prediction(Parameterization.X0, xt.div(xt.sub(xt)));
    EvaluationResults results =
        run(
            plan("sr:4", "ddnm"),
            "out",
            () -> Prior.of("prior", broken, NoiseSchedule.linear(1000)),
            EvaluationListener.NONE);
    assertThat(outcome(results, "sr:4", "ddnm", "colour.png"))
        .isInstanceOfSatisfying(
            Diverged.class,
            diverged -> assertThat(diverged.reason()).contains("step 1 of " + STEPS));
    assertThat(outcome(results, "sr:4", "baseline:bicubic", "colour.png"))
        .isInstanceOf(Measured.class);
  }

  @Test
  void anInterruptedEvaluationContinuesToTheSameFiles() throws IOException {
    EvaluationPlan plan = plan("sr:4 inpaint-random:0.5", "ddnm dps").withSigma(0.05);
    run(plan, "whole");

    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> run(plan, "parts", PRIOR, new StopAfter(4, 2)));
    assertThat(folder.resolve("parts/report.html")).doesNotExist();
    Recorder recorder = new Recorder();
    run(plan, "parts", PRIOR, recorder);

    // Both samplers and all baselines of the first image; the sampler that was stopped is not.
    assertThat(recorder.stored).isEqualTo(5);
    assertThat(recorder.began).hasSize(recorder.cells - 5);
    assertThat(contents("parts")).isEqualTo(contents("whole")).hasSizeGreaterThan(60);
  }

  @Test
  void aFinishedEvaluationNeedsNoPrior() throws IOException {
    EvaluationPlan plan = plan("sr:4", "ddnm");
    EvaluationResults first = run(plan, "out");
    EvaluationResults second = run(plan, "out", NO_PRIOR, EvaluationListener.NONE);
    assertThat(second.cells()).isEqualTo(first.cells());
  }

  @Test
  void cellsOfOtherSettingsAreMeasuredAgain() throws IOException {
    EvaluationPlan plan = plan("sr:4", "ddnm");
    run(plan, "out");
    Recorder otherSeed = new Recorder();
    EvaluationResults reseeded = run(plan.withSeed(8), "out", PRIOR, otherSeed);
    // A baseline without noise does not depend on the seed, a sampler does.
    assertThat(otherSeed.began).hasSize(2).allMatch(name -> name.contains("ddnm"));
    assertThat(reseeded.cells()).isEqualTo(run(plan.withSeed(8), "fresh").cells());

    Recorder noisy = new Recorder();
    run(plan.withSeed(8).withSigma(0.1), "out", PRIOR, noisy);
    assertThat(noisy.began).hasSize(noisy.cells);
  }

  @Test
  void moreImagesTasksAndMethodsOnlyAddCells() throws IOException {
    run(plan("sr:4", "ddnm").withLimit(1), "out");
    Recorder recorder = new Recorder();
    EvaluationResults results = run(plan("sr:4", "ddnm ilvr"), "out", PRIOR, recorder);
    assertThat(recorder.stored).isEqualTo(4);
    assertThat(results.cells()).isEqualTo(run(plan("sr:4", "ddnm ilvr"), "fresh").cells());
  }

  @Test
  void anImagesResultDoesNotDependOnTheOthers() throws IOException {
    EvaluationResults together = run(plan("sr:4", "ddnm"), "together");
    images = images.subList(1, 2);
    EvaluationResults alone = run(plan("sr:4", "ddnm"), "alone");
    assertThat(together.cells()).containsAll(alone.cells());
  }

  @Test
  void tablesHoldEveryCell() throws IOException {
    EvaluationResults results = run(plan("sr:4", "ddnm baseline:linear"), "out");
    List<String> lines = Files.readAllLines(folder.resolve("out/results.csv"));
    assertThat(lines).hasSize(1 + results.cells().size());
    assertThat(lines.get(0))
        .isEqualTo(
            "task,method,image,status,psnr,ssim,lpips,attributes,gain,seconds,conditions,nfe,samples,"
                + "psnr_of_mean,reason");
    assertThat(lines.get(1))
        .startsWith("sr:4,ddnm,colour.png,measured,")
        .endsWith(",\"a machine, threads: 1\"," + STEPS + ",1,,");
    double gain =
        ((Measured) outcome(results, "sr:4", "ddnm", "colour.png")).psnr()
            - ((Measured) outcome(results, "sr:4", "baseline:bicubic+bp", "colour.png")).psnr();
    assertThat(lines.get(1)).contains(",," + gain + ",");

    JsonNode json = new ObjectMapper().readTree(folder.resolve("out/results.json").toFile());
    assertThat(json.get("cells")).hasSize(results.cells().size());
    assertThat(json.at("/cells/0/outcome/psnr").asDouble())
        .isEqualTo(((Measured) results.cells().get(0).outcome()).psnr());
    assertThat(json.at("/summary/0/best_baseline").asText()).isEqualTo("baseline:bicubic+bp");
    assertThat(json.at("/info/command").asText()).isEqualTo("a command");
    assertThat(json.at("/plan/seed").asInt()).isEqualTo(7);
  }

  @Test
  void withoutWeightsLpipsIsEmptyAndOneNoteSaysHowToGetIt() throws IOException {
    EvaluationResults results = run(plan("denoise", "baseline:measurement"), "out");
    String how = LpipsNote.withoutWeights().gap();
    assertThat(how).startsWith("not measured: needs ");
    assertThat(results.summary().get(0).lpips()).isNull();
    assertThat(Files.readAllLines(folder.resolve("out/results.csv")).get(1))
        .doesNotContain("not measured")
        .matches("denoise,baseline:measurement,colour.png,measured,[^,]+,[^,]+,,,.*");
    JsonNode json = new ObjectMapper().readTree(folder.resolve("out/results.json").toFile());
    assertThat(json.get("lpips").asText()).isEqualTo(how);
    assertThat(json.at("/cells/0/outcome").has("lpips")).isFalse();
    assertThat(folder.resolve("out/report.html")).content().containsOnlyOnce("not measured: ");
  }

  @Test
  void lpipsIsMeasuredOnceItsWeightsAreThere() throws IOException {
    EvaluationPlan plan = plan("denoise", "ddnm").withSigma(0.1);
    EvaluationResults without = run(plan, "out");
    Path weights = SmallNetwork.write(folder.resolve("weights"));
    try (Lpips lpips = Lpips.load(weights)) {
      Optional<Lpips> there = Optional.of(lpips);
      EvaluationResults with = run(plan, "out", there, NO_PRIOR, EvaluationListener.NONE);
      EvaluationResults fresh = run(plan, "fresh", there, PRIOR, EvaluationListener.NONE);
      assertThat(with.cells()).isEqualTo(fresh.cells());
      assertThat(contents("out")).isEqualTo(contents("fresh"));

      CellFiles files = new CellFiles(folder.resolve("out/cells"));
      for (Cell cell : with.cells()) {
        try (var reference = ImageFile.read(files.reference(cell.task(), cell.image()));
            var result = ImageFile.read(files.result(cell))) {
          assertThat(((Measured) cell.outcome()).lpips())
              .isPositive()
              .isEqualTo(lpips.measure(reference.pixels(), result.pixels())[0]);
        }
      }
      assertThat(with.summary()).allMatch(row -> row.lpips() != null);
      assertThat(folder.resolve("out/report.html"))
          .content()
          .contains("SqueezeNet 1.1", "LPIPS 0.")
          .doesNotContain("not measured");
    }
    assertThat(run(plan, "out", NO_PRIOR, EvaluationListener.NONE).cells())
        .isEqualTo(without.cells());
  }

  @Test
  void imagesThatAreTooSmallForLpipsAreSaidSo() throws IOException {
    Path weights = SmallNetwork.write(folder.resolve("weights"));
    try (Lpips lpips = Lpips.load(weights)) {
      EvaluationPlan plan = plan("denoise", "baseline:measurement").withSize(16);
      EvaluationResults results =
          run(plan, "out", Optional.of(lpips), NO_PRIOR, EvaluationListener.NONE);
      assertThat(results.cells()).allMatch(cell -> ((Measured) cell.outcome()).lpips() == null);
      assertThat(folder.resolve("out/results.csv")).content().doesNotContain("not measured");
      assertThat(folder.resolve("out/report.html"))
          .content()
          .contains("SqueezeNet")
          .containsOnlyOnce("not measured: the image has a side below 17 pixels");
    }
  }

  @Test
  void plansThatCannotBeCarriedOutAreRefused() throws IOException {
    Files.createDirectories(folder.resolve("other"));
    Path twin = folder.resolve("other/colour.jpg");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                EvaluationPlan.of(
                    List.of(images.get(0), twin),
                    List.of(Task.parse("sr:4")),
                    List.of(Method.parse("ddnm"))))
        .withMessageContainingAll("images", "colour");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Method.parse("ddnn"))
        .withMessageContainingAll("ddnn", "ddnm", "baseline:");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan("sr:4", "ddnm").withSteps("many"))
        .withMessageContaining("many");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Photos.in(folder.resolve("other")))
        .withMessageContaining("no image");
  }

  @Test
  void imagesOfAFolderComeInOrder() throws IOException {
    Files.writeString(folder.resolve("about.txt"), "not an image");
    assertThat(Photos.in(folder).files()).isEqualTo(images);
  }

  /** Every file below the folder, by name. */
  private Map<String, List<Byte>> contents(String out) throws IOException {
    Path root = folder.resolve(out);
    Map<String, List<Byte>> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        List<Byte> bytes = new ArrayList<>();
        for (byte b : Files.readAllBytes(file)) {
          bytes.add(b);
        }
        contents.put(root.relativize(file).toString(), bytes);
      }
    }
    return contents;
  }

  /** Stops in the middle of a sampler. */
  private static final class StopAfter implements EvaluationListener {
    private final int cells;
    private final int step;
    private int finished;

    StopAfter(int cells, int step) {
      this.cells = cells;
      this.step = step;
    }

    @Override
    public boolean stepped(int done, int steps) {
      return finished < cells || done < step;
    }

    @Override
    public void finished(Cell cell) {
      finished++;
    }
  }

  private static final class Recorder implements EvaluationListener {
    private final List<String> began = new ArrayList<>();
    private int cells;
    private int stored;

    @Override
    public void planned(int cells) {
      this.cells = cells;
    }

    @Override
    public void found(Cell cell) {
      stored++;
    }

    @Override
    public void began(String task, String method, String image) {
      began.add(task + " " + method + " " + image);
    }
  }
}
