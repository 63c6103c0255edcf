package io.tweedie.models.parity;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.cos;
import static org.bytedeco.pytorch.global.torch.sin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.random.NoiseSource;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.scheduler.Scheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole runs of schedulers, read from their files, against diffusers' own. */
class SchedulerParityTest {

  /** Several times the largest of docs/parity.md. */
  private static final double TOLERANCE = 1e-4;

  private static final long[] SHAPE = {2, 2, 3, 3};

  /** The table of docs/parity.md. */
  private static final Path TABLE = Path.of("target", "scheduler-parity.md");

  @TempDir private static Path folder;

  private static JsonNode cases;
  private static Checkpoint runs;

  @BeforeAll
  static void open() throws IOException {
    Files.createDirectories(TABLE.getParent());
    Files.deleteIfExists(TABLE);
    runs = Checkpoint.open(Goldens.file("schedulers/runs.safetensors"));
  }

  @AfterAll
  static void close() {
    runs.close();
  }

  static Stream<String> cases() throws IOException {
    cases =
        new ObjectMapper()
            .readTree(Files.readString(Goldens.file("schedulers/index.json")))
            .get("cases");
    List<String> names = new ArrayList<>();
    cases.fieldNames().forEachRemaining(names::add);
    return names.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void runsAsDiffusersDoes(String name) throws IOException {
    JsonNode golden = cases.get(name);
    Scheduler scheduler = scheduler(name, golden);
    StringBuilder row = new StringBuilder("| " + name + " |");
    for (JsonNode count : golden.get("steps")) {
      String key = name + "/" + count.asInt();
      Scheduler run = scheduler.withSteps(count.asInt());
      try (PointerScope scope = new PointerScope()) {
        List<Double> asked = new ArrayList<>();
        Tensor x = result(run, asked);
        Tensor expected = runs.read(key + "/x");
        double error = x.sub(expected).norm().item_double() / expected.norm().item_double();
        assertTimesteps(key, asked, runs.read(key + "/timesteps"));
        assertThat(error).as(key).isLessThan(TOLERANCE);
        row.append(String.format(Locale.ROOT, " %.1e |", error));
      }
    }
    Files.writeString(
        TABLE, row.append("\n"), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static Scheduler scheduler(String name, JsonNode golden) throws IOException {
    Path file = folder.resolve(name + ".json");
    Files.writeString(file, golden.get("config").asText());
    Scheduler scheduler =
        golden.get("chosen").isNull()
            ? Scheduler.read(file)
            : Scheduler.read(file, golden.get("chosen").asText());
    double eta = golden.get("eta").asDouble();
    return eta == 0 ? scheduler : scheduler.withEta(eta);
  }

  private static Tensor result(Scheduler scheduler, List<Double> asked) {
    Denoiser prior =
        (x, level) -> {
          asked.add(level.timestep());
          return prediction(scheduler.prediction(), x, level);
        };
    SamplingLoop loop = scheduler.loop(prior, Condition.none());
    NoiseSource noise =
        (step, purpose, shape) ->
            DeterministicWeights.tensor(
                "schedulers/noise-" + (loop.steps() - 1 - step), shape.batch(SHAPE[0]));
    Tensor start = loop.start(DeterministicWeights.tensor("schedulers/latents", SHAPE));
    return loop.run(step -> step.next(step.x0Hat()), noise, start, SamplingLoop.Listener.NONE);
  }

  /** The function of parity/make_schedulers.py. */
  private static Prediction prediction(Parameterization kind, Tensor x, NoiseLevel level) {
    double time = 0.001 * level.timestep();
    double share = Math.sqrt(-Math.expm1(-0.1 - 5 * time * time));
    Tensor wave = sin(x.mul(scalar(3)).add(scalar(5 * time)));
    Tensor output = x.mul(scalar(share)).add(wave, scalar(0.05));
    return new Prediction(kind, output, Optional.of(cos(x.add(scalar(time)))));
  }

  private static void assertTimesteps(String key, List<Double> asked, Tensor expected) {
    assertThat(asked).as("evaluations of " + key).hasSize((int) expected.numel());
    for (int i = 0; i < asked.size(); i++) {
      // diffusers computes alphaBar in float32, which leaves 1 - alphaBar few digits near 1.
      assertThat(asked.get(i))
          .as("timestep %d of %s", i, key)
          .isCloseTo(expected.flatten().get(i).item_double(), within(2e-2));
    }
  }
}
