package io.tweedie.eval.grid;

import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Backend;
import io.tweedie.restore.Prior;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An evaluation whose process is killed, as nothing can prepare for. */
class KilledEvaluationTest {

  private static final int IMAGES = 6;
  private static final Supplier<Prior> PRIOR =
      () -> Prior.of("prior", IsotropicMixture.normal(0, 0.4), NoiseSchedule.linear(1000));

  @TempDir Path folder;

  /** A process that evaluates, and writes down every cell that it measured. */
  public static final class Evaluating {

    private Evaluating() {}

    /** Takes the folder. */
    public static void main(String[] arguments) throws IOException {
      Path folder = Path.of(arguments[0]);
      Path log = folder.resolve("log.txt");
      evaluation(folder, "out")
          .run(
              Priors.of(PRIOR),
              new EvaluationListener() {
                @Override
                public void finished(Cell cell) {
                  String line = cell.task() + " " + cell.method() + " " + cell.image() + "\n";
                  try {
                    Files.writeString(
                        log, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                }
              });
    }
  }

  private static Evaluation evaluation(Path folder, String out) throws IOException {
    Backend.initialize();
    Backend.setThreads(1);
    EvaluationPlan plan =
        EvaluationPlan.of(
                Photos.in(folder.resolve("photos")).files(),
                List.of(Task.parse("sr:2"), Task.parse("inpaint-random:0.5")),
                List.of(Method.parse("ddnm"), Method.parse("dps")))
            .withSteps("uniform:10")
            .withSigma(0.05);
    RunInfo info = new RunInfo("gaussian", "1", "a machine", "a command");
    // Time stands still, so that runs can be compared byte by byte.
    return new Evaluation(plan, info, folder.resolve(out), Optional.empty(), () -> 0);
  }

  @BeforeEach
  void writePhotos() throws IOException {
    Files.createDirectories(folder.resolve("photos"));
    for (int i = 0; i < IMAGES; i++) {
      SampleImages.write(folder.resolve("photos/%d.png".formatted(i)), 3, 20 + i, 24);
    }
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-Djava.awt.headless=true",
            "-cp",
            System.getProperty("java.class.path"),
            Evaluating.class.getName(),
            folder.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("process.txt").toFile())
        .start();
  }

  private List<String> measured() throws IOException {
    Path log = folder.resolve("log.txt");
    return Files.exists(log) ? Files.readAllLines(log) : List.of();
  }

  /** Kills the process some time after it has measured so many more cells. */
  private void killAfter(int cells, int millis) throws Exception {
    int before = measured().size();
    Process process = start();
    while (process.isAlive() && measured().size() < before + cells) {
      Thread.sleep(1);
    }
    Thread.sleep(millis);
    assertThat(process.isAlive()).as(Files.readString(folder.resolve("process.txt"))).isTrue();
    process.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
  }

  /** Every file of an evaluation but those that were never finished, by name. */
  private Map<String, String> contents(String out) throws IOException {
    Path root = folder.resolve(out);
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.getFileName().toString().endsWith(".part")) {
          contents.put(
              root.relativize(file).toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
        }
      }
    }
    return contents;
  }

  @Test
  void goesOnWithNothingLostAndNothingRepeatedButTheCellInHand() throws Exception {
    evaluation(folder, "whole").run(Priors.of(PRIOR), EvaluationListener.NONE);
    Random random = new Random();
    List<Integer> moments = new ArrayList<>();
    for (int kill = 0; kill < 2; kill++) {
      int cells = 1 + random.nextInt(12);
      int millis = random.nextInt(20);
      moments.addAll(List.of(cells, millis));
      killAfter(cells, millis);
      assertThat(folder.resolve("out/report.html")).doesNotExist();
    }
    Process last = start();
    assertThat(last.waitFor()).as(Files.readString(folder.resolve("process.txt"))).isZero();

    // A cell may be stored and killed before it is written down, but none is measured twice.
    assertThat(measured()).as("killed at %s", moments).doesNotHaveDuplicates();
    assertThat(measured().size()).isBetween(2 * IMAGES * 5 - 2, 2 * IMAGES * 5);
    assertThat(contents("out")).as("killed at %s", moments).isEqualTo(contents("whole"));
  }
}
