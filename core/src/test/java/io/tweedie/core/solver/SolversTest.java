package io.tweedie.core.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tweedie.core.latent.Decoded;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Identity;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SolversTest {

  private static final Noise NOISE = new Noise.Gaussian(0.05);
  private static final Task TASK = Task.parse("sr:4");
  private static final ForwardOperator PIXELS = new Identity(new Shape(3, 8, 8));

  /** In the order of publication, as the help lists them. */
  @Test
  void namesAllSolvers() {
    assertThat(Solvers.names())
        .containsExactly(
            "posterior-mean",
            "ilvr",
            "mcg",
            "ddnm",
            "dps",
            "score-inpainting",
            "ddrm",
            "ddnm+",
            "diffpir",
            "red-diff",
            "dds",
            "dpg",
            "dpg-ddim",
            "ldps",
            "psld",
            "gml-dps",
            "ldir",
            "p2l");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Solvers.named("ddmn", Preset.PAPER, TASK, NOISE))
        .withMessageStartingWith("solver 'ddmn' is not known; choose one of posterior-mean, ilvr,");
  }

  /** What a refusal recommends is what would not be refused. */
  @Test
  void whoTakesNoiseForImageNamesAllThatDoNot() {
    List<String> serving = new ArrayList<>();
    Map<String, String> refusals = new HashMap<>();
    for (String name : Solvers.names()) {
      try {
        Solvers.named(name, Preset.OFFICIAL, TASK, NOISE).requireServes(NOISE);
        serving.add(name);
      } catch (UnsupportedOperatorException e) {
        refusals.put(name, e.getMessage());
      }
    }
    serving.removeIf(name -> !serves(name, PIXELS));
    assertThat(refusals).containsOnlyKeys("ilvr", "mcg", "ddnm");
    assertThat(refusals.values())
        .allSatisfy(
            message ->
                assertThat(message)
                    .contains("sigma 0.05", "for image")
                    .endsWith("take one of " + String.join(", ", serving)));
  }

  private static boolean serves(String name, ForwardOperator operator) {
    try {
      Solvers.named(name, Preset.OFFICIAL, TASK, NOISE).requireServes(operator);
      return true;
    } catch (UnsupportedOperatorException e) {
      return false;
    }
  }

  /** In a line, and what it recommends is what would not be refused. */
  @Test
  void whoNeedsMoreOfPixelsThanToDifferentiateThemIsRefusedInLatents() {
    ForwardOperator latents = new Decoded(PIXELS, new SamePixels());
    List<String> serving = Solvers.names().stream().filter(n -> serves(n, latents)).toList();
    assertThat(serving)
        .containsExactly(
            "dps", "red-diff", "dpg", "dpg-ddim", "ldps", "psld", "gml-dps", "ldir", "p2l");
    for (String name : Solvers.names()) {
      if (!serving.contains(name)) {
        assertThatThrownBy(
                () -> Solvers.named(name, Preset.PAPER, TASK, NOISE).requireServes(latents))
            .hasMessageContaining("does not restore in latents")
            .hasMessageEndingWith("take ldps, psld, gml-dps, ldir, p2l, dps or red-diff")
            .hasMessageNotContaining("\n");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ldps", "psld", "gml-dps", "ldir", "p2l"})
  void aMethodOfLatentsIsRefusedInPixels(String name) {
    assertThatThrownBy(() -> Solvers.named(name, Preset.PAPER, TASK, NOISE).requireServes(PIXELS))
        .isInstanceOf(UnsupportedOperatorException.class)
        .hasMessageContainingAll("latents", "pixels", "text-to-image", "dps")
        .hasMessageNotContaining("\n");
  }

  @Test
  void whatEightBitsRoundAwayIsNoNoiseToRefuse() {
    for (String name : Solvers.names()) {
      Solvers.named(name, Preset.OFFICIAL, TASK, new Noise.None()).requireServes(new Noise.None());
      Solvers.named(name, Preset.OFFICIAL, TASK, NOISE)
          .requireServes(new Noise.Gaussian(Noise.OF_ROUNDING));
    }
  }

  @ParameterizedTest
  @EnumSource(Preset.class)
  void everyPresetVisitsLevelsThatThereAre(Preset preset) {
    for (String task :
        List.of(
            "sr:4",
            "sr-bicubic:4",
            "inpaint-random:0.8",
            "inpaint-box:16",
            "uncrop:0.5",
            "colorize",
            "denoise",
            "deblur-gaussian:13,2.0",
            "deblur-motion:13,0.5",
            "jpeg:10")) {
      for (String name : Solvers.names()) {
        for (Noise noise : List.of(new Noise.None(), NOISE)) {
          Solver solver = Solvers.named(name, preset, Task.parse(task), noise);
          assertThat(NoiseSchedule.linear(1000).respace(solver.plan().steps()).size()).isPositive();
        }
      }
    }
  }

  @Test
  void balancedIsTuned() {
    assertThat(Preset.parse("balanced")).isEqualTo(Preset.TUNED);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void stepsUpTheGradientAreRefused(double size) {
    for (Runnable made :
        List.<Runnable>of(
            () -> new Dps(size),
            () -> new Mcg(size, NoisedAt.PREVIOUS),
            () -> new Ddnm(size, Ddnm.paper().plan()),
            () -> new Ilvr(size, NoisedAt.PREVIOUS, 0),
            () -> new ScoreInpainting(size),
            () -> new RedDiff(size, 0.1, RedDiff.paper().plan()),
            () -> new RedDiff(0.1, size, RedDiff.paper().plan()),
            () -> new Dds(size, 5, Dds.paper().plan()),
            () -> new DiffPir(size, 0.1, Ddnm.paper().plan()),
            () -> new DiffPir(1, size, Ddnm.paper().plan()),
            () -> new Ddrm(size, 1, Ddrm.paper().plan()),
            () -> new DdnmPlus(size, Ddrm.paper().plan()),
            () -> new Dpg(size, 2, 0, 0, Ddrm.paper().plan()),
            () -> new Ldps(size, Ldps.paper().plan()),
            () -> new GmlDps(size, 0.1, Ldps.paper().plan()),
            () -> new GmlDps(1, size, Ldps.paper().plan()),
            () -> new Psld(size, 0.1, Gluing.ADJOINT, Ldps.paper().plan()),
            () -> new Psld(1, size, Gluing.ADJOINT, Ldps.paper().plan()),
            () -> new Ldir(size, Ldir.Correction.BY_STEP, Ldps.paper().plan()))) {
      assertThatIllegalArgumentException()
          .isThrownBy(made::run)
          .withMessageContaining("must be")
          .withMessageContaining("got " + size);
    }
  }
}
