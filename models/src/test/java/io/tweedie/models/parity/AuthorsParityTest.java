package io.tweedie.models.parity;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.sampling.TimeTravel;
import io.tweedie.core.solver.Ddnm;
import io.tweedie.core.solver.DdnmPlus;
import io.tweedie.core.solver.Ddrm;
import io.tweedie.core.solver.Dds;
import io.tweedie.core.solver.DiffPir;
import io.tweedie.core.solver.Dpg;
import io.tweedie.core.solver.Dps;
import io.tweedie.core.solver.Ilvr;
import io.tweedie.core.solver.Mcg;
import io.tweedie.core.solver.RedDiff;
import io.tweedie.core.solver.Solver;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Backend;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Official presets against their authors' code, over whole runs on one small problem. Where both
 * part on purpose, docs/errata.md says why and a test here shows that they do.
 */
@Tag("processor")
class AuthorsParityTest {

  /** Relative, of every recorded state; as for the networks. */
  private static final double TOLERANCE = 3e-5;

  /** A difference that shows. */
  private static final double VISIBLE = 1e-3;

  /** The table of docs/parity.md. */
  private static final Path TABLE = Path.of("target", "solver-parity.md");

  private static final Task INPAINT = Task.parse("inpaint-random:0.5");
  private static final Task SR = Task.parse("sr:4");
  private static final Task ANY = Task.parse("denoise");

  private static final Map<String, Solver> SAME =
      Map.ofEntries(
          Map.entry("ddnm-inpaint", Ddnm.official()),
          Map.entry("ddnm-sr", Ddnm.official()),
          Map.entry("ddnm-plus-denoise", DdnmPlus.official()),
          Map.entry("ddnm-plus-inpaint", DdnmPlus.official()),
          Map.entry("ddnm-plus-sr", DdnmPlus.official()),
          Map.entry("ddrm-denoise", Ddrm.official()),
          Map.entry("ddrm-inpaint", Ddrm.official()),
          Map.entry("ddrm-sr", Ddrm.official()),
          Map.entry("dds-deblur", Dds.official()),
          Map.entry("dds-deblur-noisy", Dds.official()),
          Map.entry("dpg-inpaint", dpg(120, 0.1, 0.05, Dpg.official(INPAINT))),
          Map.entry("dpg-inpaint-ddim", dpg(10, 0.1, 0, Dpg.officialDdim(INPAINT))),
          Map.entry("dpg-sr-bicubic", dpg(120, 0, 0, Dpg.official(SR))),
          Map.entry("dps-inpaint", Dps.official(INPAINT)),
          Map.entry("dps-sr-bicubic", Dps.official(SR)),
          Map.entry("ilvr-sr", Ilvr.official()),
          Map.entry("mcg-inpaint", Mcg.official()),
          Map.entry("red-diff-denoise", RedDiff.official()),
          Map.entry("red-diff-sr", RedDiff.official()));

  /** Those that start elsewhere than their authors' code and are given its start. */
  private static final Map<String, Solver> SAME_FROM_RECORDED_START =
      Map.of(
          "diffpir-deblur", DiffPir.official(ANY),
          "diffpir-inpaint", DiffPir.official(INPAINT),
          "diffpir-sr", DiffPir.official(SR));

  /**
   * A run in which our result differs.
   *
   * @param solver ours
   * @param agreesUntil the last recorded step until which both go the same way
   */
  private record Difference(Solver solver, int agreesUntil) {}

  private static final Map<String, Difference> DIFFERENT =
      Map.of(
          "ddnm-inpaint-travel-as-published", new Difference(travelling(), 1),
          "ddnm-plus-sr-as-published", new Difference(DdnmPlus.official(), 0),
          "ddrm-inpaint-guided-as-published", new Difference(Ddrm.official(), 1),
          "ddrm-inpaint-noiseless-as-published", new Difference(Ddrm.official(), 10),
          "dds-deblur-as-published", new Difference(Dds.official(), 10),
          "diffpir-deblur-as-published", new Difference(DiffPir.official(ANY), -1),
          "dpg-inpaint-second-image-as-published",
              new Difference(dpg(120, 0.1, 0.05, Dpg.official(INPAINT)), 0),
          "ilvr-sr-bicubic-as-published", new Difference(Ilvr.official(), 0),
          "mcg-inpaint-of-two-as-published", new Difference(Mcg.official(), 0));

  private static Dpg dpg(double scale, double momentum, double smallestRadius, Dpg official) {
    return new Dpg(scale, 40, momentum, smallestRadius, official.plan());
  }

  private static Ddnm travelling() {
    Ddnm ddnm = Ddnm.official();
    return new Ddnm(ddnm.weight(), ddnm.plan().withTravel(new TimeTravel(3, 2)));
  }

  @BeforeAll
  static void settings() throws IOException {
    Backend.setThreads(1);
    Files.createDirectories(TABLE.getParent());
    Files.deleteIfExists(TABLE);
  }

  @TestFactory
  Stream<DynamicTest> officialPresetsMatch() {
    return tests(SAME.keySet(), name -> assertMatches(name, SAME.get(name), true));
  }

  @TestFactory
  Stream<DynamicTest> officialPresetsMatchFromTheRecordedStart() {
    return tests(
        SAME_FROM_RECORDED_START.keySet(),
        name -> assertMatches(name, SAME_FROM_RECORDED_START.get(name), false));
  }

  @TestFactory
  Stream<DynamicTest> errataShow() {
    return tests(DIFFERENT.keySet(), name -> assertDiffers(name, DIFFERENT.get(name)));
  }

  @Test
  void everyGoldenIsTested() {
    Set<String> tested = new TreeSet<>(SAME.keySet());
    tested.addAll(SAME_FROM_RECORDED_START.keySet());
    tested.addAll(DIFFERENT.keySet());
    assertThat(GoldenRun.names()).containsExactlyInAnyOrderElementsOf(tested);
  }

  /** The blurs of DDRM and DDNM lose the last tap of each axis, and colour what is gray. */
  @Test
  void authorsBlursDarkenAndColour() throws IOException {
    JsonNode golden =
        new ObjectMapper().readTree(Files.readString(Goldens.file("solvers/ddrm-blur-gains.json")));
    for (String blur : new String[] {"deblur_uni", "deblur_gauss"}) {
      JsonNode kernel = golden.get(blur).get("kernel");
      double kept = 1 - kernel.get(kernel.size() - 1).asDouble();
      assertThat(golden.get(blur).get("sorted"))
          .allSatisfy(gain -> assertThat(gain.asDouble()).isCloseTo(kept * kept, within(1e-5)));
      JsonNode gains = golden.get(blur).get("gains");
      assertThat(gains.get(0).asDouble() - gains.get(1).asDouble()).isGreaterThan(VISIBLE);
    }
  }

  private interface Check {
    void run(String name) throws IOException;
  }

  private static Stream<DynamicTest> tests(Set<String> names, Check check) {
    return names.stream()
        .sorted()
        .map(name -> DynamicTest.dynamicTest(name, () -> check.run(name)));
  }

  private static void assertMatches(String name, Solver solver, boolean ownStart)
      throws IOException {
    TreeMap<Integer, Double> errors = errors(name, solver, ownStart);
    assertThat(errors).allSatisfy((step, error) -> assertThat(error).isLessThan(TOLERANCE));
  }

  private static void assertDiffers(String name, Difference difference) throws IOException {
    boolean ownStart = difference.agreesUntil >= 0;
    TreeMap<Integer, Double> errors = errors(name, difference.solver, ownStart);
    assertThat(errors.headMap(difference.agreesUntil, true))
        .allSatisfy((step, error) -> assertThat(error).isLessThan(TOLERANCE));
    assertThat(Collections.max(errors.values())).isGreaterThan(VISIBLE);
  }

  private static TreeMap<Integer, Double> errors(String name, Solver solver, boolean ownStart)
      throws IOException {
    try (GoldenRun golden = GoldenRun.open(name)) {
      Denoiser prior = name.contains("guided") ? guided(new TinyPrior()) : new TinyPrior();
      TreeMap<Integer, Double> errors = new TreeMap<>(golden.errors(prior, solver, ownStart));
      Files.writeString(
          TABLE,
          "| %s | %.1e | %.1e |%n"
              .formatted(name, Collections.max(errors.values()), errors.lastEntry().getValue()),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      return errors;
    }
  }

  /** Guided by the classifier of parity/authors/ddrm.py, with the gradient -x_t / 2. */
  private static Denoiser guided(Denoiser prior) {
    return (xt, level) -> {
      Prediction p = prior.predict(xt, level);
      double weight = 0.5 * Math.sqrt(1 - level.alphaBar());
      return new Prediction(p.kind(), p.output().add(xt, scalar(weight)));
    };
  }
}
