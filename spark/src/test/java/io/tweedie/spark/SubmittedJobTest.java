package io.tweedie.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.restore.ModelPrior;
import io.tweedie.restore.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar that is submitted, on clusters of which processes are killed: of one executor the driver,
 * and when the job was submitted again, to two executors, one of these.
 */
@EnabledIfSystemProperty(named = "submitted", matches = ".+")
class SubmittedJobTest {

  private static final int PHOTOS = 3;
  private static final int SEEDS = 2;
  private static final String WORDS = "task=sr:2 solver=dps steps=uniform:15";

  @TempDir Path folder;

  @BeforeEach
  void install() throws IOException {
    Digits.write(folder.resolve("in"), PHOTOS, 16);
    Path jars = Files.createDirectories(folder.resolve("spark/jars"));
    for (String jar : Files.readString(Path.of(System.getProperty("classpath"))).split(":")) {
      Files.createSymbolicLink(jars.resolve(Path.of(jar).getFileName()), Path.of(jar));
    }
  }

  private Process submit(int executors) throws IOException {
    ProcessBuilder driver =
        new ProcessBuilder(
            Stream.of(
                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                    "-Xmx512m -XX:TieredStopAtLevel=1 --add-opens=java.base/java.nio=ALL-UNNAMED",
                    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"
                        + " --add-opens=java.base/java.lang=ALL-UNNAMED"
                        + " --add-opens=java.base/java.util=ALL-UNNAMED",
                    "-cp " + folder.resolve("spark/jars") + "/*",
                    "org.apache.spark.deploy.SparkSubmit",
                    "--master local-cluster[%d,1,1024]".formatted(executors),
                    "--conf spark.ui.enabled=false --conf spark.executor.memory=512m",
                    "--conf spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1",
                    "--class " + RestoreJob.class.getName(),
                    System.getProperty("submitted"),
                    "--in " + folder.resolve("in"),
                    "--out " + folder.resolve("out"),
                    "--model digits --seeds " + SEEDS,
                    WORDS)
                .flatMap(words -> Stream.of(words.split(" ")))
                .toList());
    driver.environment().put("SPARK_HOME", folder.resolve("spark").toString());
    driver.environment().put("SPARK_SCALA_VERSION", "2.13");
    driver.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return driver
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("driver.txt").toFile())
        .start();
  }

  /** Results that are there, with the time at which each was written. */
  private Map<String, FileTime> results() {
    Map<String, FileTime> results = new TreeMap<>();
    Path out = folder.resolve("out");
    if (Files.isDirectory(out)) {
      try (Stream<Path> files = Files.list(out)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
          results.put(file.getFileName().toString(), Files.getLastModifiedTime(file));
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
    return results;
  }

  private void await(Process driver, BooleanSupplier condition) throws Exception {
    while (!condition.getAsBoolean()) {
      assertThat(driver.isAlive()).as(said()).isTrue();
      Thread.sleep(10);
    }
  }

  private String said() throws IOException {
    return Files.readString(folder.resolve("driver.txt"));
  }

  private static List<ProcessHandle> executors(Process driver) {
    return driver
        .descendants()
        .filter(
            process ->
                process.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend"))
        .toList();
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void goesOnAfterItsDriverAndAnExecutorWereKilledToTheBitsOfOneMachine() throws Exception {
    Process first = submit(1);
    await(first, () -> !results().isEmpty());
    assertThat(said()).doesNotContain("Lost executor");
    List<ProcessHandle> orphans = executors(first);
    first.destroyForcibly().waitFor();
    for (ProcessHandle orphan : orphans) {
      orphan.onExit().get(1, TimeUnit.MINUTES);
    }
    Map<String, FileTime> before = results();
    assertThat(before.size()).isBetween(1, PHOTOS * SEEDS - 3);
    assertThat(folder.resolve("out/restored.parquet")).doesNotExist();

    Process second = submit(2);
    await(second, () -> results().size() > before.size());
    List<ProcessHandle> two = executors(second);
    assertThat(two).hasSize(2);
    assertThat(two.get(0).destroyForcibly()).isTrue();
    assertThat(second.waitFor()).as(said()).isZero();

    assertThat(said()).contains("%d images -> ".formatted(PHOTOS * SEEDS));
    assertThat(results()).hasSize(PHOTOS * SEEDS).containsAllEntriesOf(before);
    assertThat(folder.resolve("out/restored.parquet")).exists();
    try (ModelPrior prior = Models.named("digits")) {
      for (int photo = 0; photo < PHOTOS; photo++) {
        for (int seed = 0; seed < SEEDS; seed++) {
          assertThat(folder.resolve("out/digit%d.seed-%d.png".formatted(photo, seed)))
              .hasBinaryContent(
                  Digits.restored(
                      prior,
                      folder.resolve("in/digit%d.png".formatted(photo)),
                      WORDS + " seed=" + seed));
        }
      }
    }
  }
}
