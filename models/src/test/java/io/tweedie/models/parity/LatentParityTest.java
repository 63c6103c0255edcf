package io.tweedie.models.parity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.guidance.ContrastGuidance;
import io.tweedie.core.latent.Decoded;
import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Inpainting;
import io.tweedie.core.random.NoiseSource;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.solver.GmlDps;
import io.tweedie.core.solver.Ldir;
import io.tweedie.core.solver.Ldps;
import io.tweedie.core.solver.P2l;
import io.tweedie.core.solver.Psld;
import io.tweedie.core.solver.Solver;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Backend;
import io.tweedie.models.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Solvers in latents against their authors' code, over whole runs on one small problem, as {@link
 * AuthorsParityTest} does in pixels. docs/errata.md says where both part.
 */
@Tag("processor")
class LatentParityTest {

  private static final double TOLERANCE = 3e-5;
  private static final double VISIBLE = 1e-3;
  private static final String FROM_NOTHING = "uniform:20";
  private static final String FROM_ONE = "uniform:20,1";

  /** The table of docs/parity.md. */
  private static final Path TABLE = Path.of("target", "latent-parity.md");

  private static final Task INPAINT = Task.parse("inpaint-random:0.5");
  private static final Task SR = Task.parse("sr:4");
  private static final Task BLUR = Task.parse("deblur-gaussian:3,1.0");

  private static final Map<String, Solver> SAME =
      Map.ofEntries(
          Map.entry("gml-dps-inpaint", GmlDps.official()),
          Map.entry("ldir-sr", Ldir.official()),
          Map.entry("ldir-sr-as-first", asFirst()),
          Map.entry("ldps-sr", Ldps.official()),
          Map.entry("p2l-inpaint", everyFourth(P2l.official(INPAINT))),
          Map.entry("p2l-sr", everyFourth(P2l.official(SR))),
          Map.entry("psld-deblur", Psld.official(BLUR)),
          Map.entry("psld-inpaint", Psld.official(INPAINT)),
          Map.entry("psld-sr-guided", Psld.official(SR)));

  private static final Map<String, Solver> DIFFERENT =
      Map.of(
          "p2l-inpaint-as-published", everyFourth(P2l.official(INPAINT)),
          "psld-deblur-as-published", Psld.official(BLUR));

  private static Ldir asFirst() {
    Ldir official = Ldir.official();
    return new Ldir(official.rate(), Ldir.Correction.AS_FIRST, official.plan());
  }

  /** What "timestep mod 8 = 1" comes to over twenty timesteps; and the recorded prompt's rate. */
  private static P2l everyFourth(P2l official) {
    return new P2l(
        official.promptIterations(),
        0.05,
        official.promptLoss(),
        official.meanShift(),
        official.carried(),
        official.texts(),
        official.projection(),
        4,
        official.proximalWeight(),
        official.update(),
        official.stepSize(),
        official.plan());
  }

  @BeforeAll
  static void settings() throws IOException {
    Backend.setThreads(1);
    Files.createDirectories(TABLE.getParent());
    Files.deleteIfExists(TABLE);
  }

  @TestFactory
  Stream<DynamicTest> officialPresetsMatch() {
    return SAME.keySet().stream()
        .sorted()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () ->
                        assertThat(errors(name, SAME.get(name)))
                            .allSatisfy((step, error) -> assertThat(error).isLessThan(TOLERANCE))));
  }

  @TestFactory
  Stream<DynamicTest> errataShow() {
    return DIFFERENT.keySet().stream()
        .sorted()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      TreeMap<Integer, Double> errors = errors(name, DIFFERENT.get(name));
                      assertThat(errors.get(0)).isLessThan(TOLERANCE);
                      assertThat(errors.lastEntry().getValue()).isGreaterThan(VISIBLE);
                    }));
  }

  @Test
  void everyGoldenIsTested() {
    Set<String> tested = new TreeSet<>(SAME.keySet());
    tested.addAll(DIFFERENT.keySet());
    assertThat(Goldens.files("latents", "*.safetensors"))
        .extracting(path -> path.getFileName().toString().replace(".safetensors", ""))
        .containsExactlyInAnyOrderElementsOf(tested);
  }

  /** Relative errors of the recorded states, by the number of steps taken. */
  private static TreeMap<Integer, Double> errors(String name, Solver solver) throws IOException {
    TreeMap<Integer, Double> errors = new TreeMap<>();
    try (Checkpoint file = Checkpoint.open(Goldens.file("latents/" + name + ".safetensors"));
        PointerScope scope = new PointerScope()) {
      JsonNode golden = new ObjectMapper().readTree(file.metadata().get("golden"));
      Measurement y = measurement(file, golden);
      solver.requireServes(y.operator());
      SamplingLoop loop = loop(golden, solver);
      Tensor start = loop.start(noise(name), TinyLatents.LATENT, first -> solver.start(first, y));
      errors.put(0, error(file, start, 0));
      int[] taken = {0};
      loop.run(
          step -> solver.step(step, y),
          noise(name),
          start,
          (state, step) -> {
            double expected = golden.get("alpha_bars").get(taken[0]).asDouble();
            assertThat(step.alphaBar() / expected).isBetween(1 - 1e-9, 1 + 1e-9);
            taken[0]++;
            if (file.tensors().containsKey("x." + taken[0])) {
              errors.put(taken[0], error(file, state.x(), taken[0]));
            }
            return true;
          });
      assertThat(taken[0]).isEqualTo(golden.get("alpha_bars").size());
    }
    Files.writeString(
        TABLE,
        "| %s | %.1e | %.1e |%n"
            .formatted(name, Collections.max(errors.values()), errors.lastEntry().getValue()),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    return errors;
  }

  private static double error(Checkpoint file, Tensor x, int taken) {
    Tensor expected = file.read("x." + taken);
    return x.sub(expected).norm().item_double() / expected.norm().item_double();
  }

  private static Measurement measurement(Checkpoint file, JsonNode golden) {
    String task = golden.get("operator").asText();
    ForwardOperator physics =
        switch (task) {
          case "kernel-blur" -> new KernelBlur(TinyLatents.PICTURE);
          case "inpaint-mask" -> Inpainting.of(TinyLatents.PICTURE, file.read("mask"));
          default -> Task.parse(task).operator(TinyLatents.PICTURE, 0);
        };
    return new Measurement(
        file.read("y"),
        new Decoded(physics, new TinyLatents()),
        new Noise.Gaussian(golden.get("sigma").asDouble()));
  }

  private static SamplingLoop loop(JsonNode golden, Solver solver) {
    double end = golden.get("end").asDouble();
    boolean guided = golden.get("texts").asText().equals("guided");
    ConditionalDenoiser prior = new TinyLatents();
    Condition.Text prompt = TinyLatents.text("prompt");
    return new SamplingLoop(
        guided ? new ContrastGuidance(prior, 7.5) : prior,
        guided ? new Condition.Contrast(prompt, TinyLatents.text("nothing")) : prompt,
        NoiseSchedule.linear(1000).withFinalAlphaBar(end),
        solver.plan().withSteps(end == 1 ? FROM_NOTHING : FROM_ONE));
  }

  private static NoiseSource noise(String name) {
    return (step, purpose, shape) ->
        DeterministicWeights.tensor(name + "/" + step + "/" + purpose, shape.batch(1));
  }
}
