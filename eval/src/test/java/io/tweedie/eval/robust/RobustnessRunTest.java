package io.tweedie.eval.robust;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.attack.ImageClassifier;
import io.tweedie.eval.grid.PartsListener;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.eval.robust.RobustnessExperiment.Attack;
import io.tweedie.eval.robust.RobustnessExperiment.Entry;
import io.tweedie.eval.robust.RobustnessExperiment.Stretch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two classifiers of images of one pixel, by its sign: one sees it well, the other shifted. */
class RobustnessRunTest {

  private static final RobustnessExperiment EXPERIMENT =
      new RobustnessExperiment(
          "Two classifiers",
          null,
          List.of(Entry.of("models/good"), new Entry("shifted", "models/bad")),
          "data",
          null,
          1,
          new Attack(null, List.of(0.25, 0.0, 0.1), 5),
          new Stretch(400, 200),
          new Stretch(null, 900),
          null,
          4);

  private static final RobustnessExperiment SMALL =
      new RobustnessExperiment(
          "Two classifiers",
          null,
          EXPERIMENT.classifiers(),
          "data",
          null,
          1,
          null,
          new Stretch(0, 1),
          null,
          null,
          4);

  private static final Map<String, String> HASHES = Map.of("good", "a", "shifted", "b");

  @TempDir Path out;

  /** In the units of [0, 1] the images are 0.05, 0.2, 0.3 and 0.1 away from the other class. */
  private record Pixels(double shift) implements Examined {

    @Override
    public ImageClassifier classifier() {
      return x -> {
        Tensor pixel = x.flatten(1, -1).add(scalar(shift));
        return cat(new TensorVector(pixel.neg(), pixel), 1);
      };
    }

    @Override
    public int classes() {
      return 2;
    }

    @Override
    public int testImages() {
      return 4;
    }

    @Override
    public void tests(int count, Consumer<LabelledBatch> visitor) {
      try (PointerScope scope = new PointerScope()) {
        visitor.accept(
            new LabelledBatch(
                0,
                Tensor.create(new float[] {-0.1f, 0.4f, -0.6f, 0.2f}, 4, 1, 1, 1),
                Tensor.create(new long[] {0, 1, 0, 1}, 4)));
      }
    }

    @Override
    public void trained(int count, Consumer<LabelledBatch> visitor) {
      tests(count, visitor);
    }

    @Override
    public void close() {}
  }

  private static Examined load(Entry entry) {
    return new Pixels(entry.name().equals("good") ? 0 : 0.15);
  }

  private RobustnessRun run(RobustnessExperiment experiment, Map<String, String> hashes) {
    return new RobustnessRun(experiment, new RunInfo("two", "abc", "here", "test"), hashes, out);
  }

  @Test
  void everyPartOfEveryClassifierIsMeasuredAndReported() throws IOException {
    RobustnessResults results =
        run(EXPERIMENT, HASHES).run(RobustnessRunTest::load, PartsListener.NONE);

    ClassifierFindings good = results.classifiers().get(0);
    assertThat(good.name()).isEqualTo("good");
    assertThat(good.attacked()).extracting(AttackedShare::eps).containsExactly(0.0, 0.1, 0.25);
    assertThat(good.attacked().get(0).accuracy()).isEqualTo(1);
    assertThat(good.attacked().get(2).accuracy()).isEqualTo(0.25);
    // The first image lies on the wrong side of it.
    assertThat(results.classifiers().get(1).attacked().get(0).accuracy()).isEqualTo(0.75);
    assertThat(good.paths().get(DiffusionPath.NOISE))
        .extracting(PathPoint::timestep)
        .containsExactly(0.0, 200.0, 400.0);
    assertThat(good.paths().get(DiffusionPath.DARKNESS)).hasSize(2);
    assertThat(good.meanAccuracy(DiffusionPath.DARKNESS)).hasValue((1 + 0.5) / 2);
    assertThat(good.energies().orElseThrow().images()).containsExactly(2, 2);

    List<String> lines = Files.readAllLines(out.resolve("results.csv"));
    // Of each: three radii, three numbers at five places, five of each class.
    assertThat(lines).hasSize(1 + 2 * (3 + 3 * 5 + 2 * 5));
    assertThat(lines).contains("good,attack,0.25,accuracy,0.25");
    assertThat(out.resolve("results.json")).content().contains("\"darkness\"");
    String page = Files.readString(out.resolve("report.html"));
    assertThat(page).contains("Accuracy under attack", "25.00 %", "shifted");
    // Attacks, three of each path, and one of each classifier's energies.
    assertThat(page.split("data:image/png", -1)).hasSize(1 + 1 + 2 * 3 + 2);
    assertThat(out.resolve("accuracy-noise.png")).isNotEmptyFile();
    assertThat(out.resolve("e-x-by-class-shifted.png")).isNotEmptyFile();
  }

  @Test
  void onlyWhatIsMissingOrOfOtherWeightsIsMeasured() throws IOException {
    run(SMALL, HASHES).run(RobustnessRunTest::load, PartsListener.NONE);
    Files.delete(out.resolve("cells/good-noise.json"));
    List<String> begun = new ArrayList<>();
    PartsListener listener =
        new PartsListener() {
          @Override
          public void planned(int parts, int stored) {
            begun.add("%d of %d are there".formatted(stored, parts));
          }

          @Override
          public void began(String work, long steps) {
            begun.add("%s: %d".formatted(work, steps));
          }
        };

    run(SMALL, Map.of("good", "a", "shifted", "other")).run(RobustnessRunTest::load, listener);

    assertThat(begun)
        .containsExactly(
            "1 of 4 are there", "good, noise: 4", "shifted, noise: 4", "shifted, energies: 4");
  }

  @Test
  void stoppedItKeepsThePartsThatAreMeasured() throws IOException {
    PartsListener second =
        new PartsListener() {
          private int batches;

          @Override
          public boolean stepped(int images) {
            return ++batches < 2;
          }
        };

    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> run(SMALL, HASHES).run(RobustnessRunTest::load, second));

    assertThat(out.resolve("cells/good-noise.json")).exists();
    assertThat(out.resolve("cells/good-energies.json")).doesNotExist();
  }

  @Test
  void theExperimentThatShipsIsThatOfTheThesis() throws IOException {
    RobustnessExperiment experiment =
        RobustnessExperiment.read(Path.of("..", "experiments", "robust-classifiers.yaml"));
    assertThat(experiment.classifiers())
        .extracting(Entry::name)
        .containsExactly(
            "cifar-robust-0", "cifar-robust-0.25", "cifar-robust-0.5", "cifar-robust-1.0");
    assertThat(experiment.attack().eps()).containsExactly(0.0, 0.25, 0.5, 1.0, 2.0);
    assertThat(experiment.attack().steps()).isEqualTo(20);
    assertThat(experiment.noise().levels()).hasSize(51);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "classifiers: [a/c, b/c] | two of the classifiers would both be stored as 'c'",
        "classifiers: [a/Seen, b/seen] | two of the classifiers would both be stored as 'seen'",
        "classifiers: [a b, a-b] | two of the classifiers would both be stored as 'a-b'",
        "classifiers: [] | classifiers are missing",
        "images: 0 | images must be at least 1, got 0",
        "attack: {norm: l3, eps: 1} | attack: norm 'l3' is not known; choose l2 or linf",
        "attack: {steps: 3} | attack: eps is missing",
        "attack: {eps: -1} | attack: an attack needs a radius of at least 0",
        "noise: {to: 1000, every: 10} | noise: to must be a timestep from 0 to 999, got 1000",
        "noise: {to: 10} | noise: every must be at least 1",
        "light: 3 | light is not known; here",
        "energies: 0 | energies must be of at least 1 image, got 0"
      })
  void nonsenseIsExplained(String line, String message) throws IOException {
    String key = line.substring(0, line.indexOf(':'));
    List<String> lines = new ArrayList<>(List.of("kind: robustness"));
    for (String given :
        List.of("title: t", "classifiers: [c]", "data: d", "fading: {every: 100}")) {
      if (!given.startsWith(key + ":")) {
        lines.add(given);
      }
    }
    lines.add(line.strip());
    Path file = Files.write(out.resolve("e.yaml"), lines);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RobustnessExperiment.read(file))
        .withMessageContaining(message.strip());
  }

  @Test
  void somethingMustBeAsked() throws IOException {
    Path file =
        Files.writeString(
            out.resolve("e.yaml"), "kind: robustness\ntitle: t\nclassifiers: [c]\ndata: d\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RobustnessExperiment.read(file))
        .withMessageContaining(
            "nothing is asked: name attack, noise, darkness, fading or energies");
  }
}
