package io.tweedie.core.guidance;

import static io.tweedie.core.guidance.GuidanceSupport.labels;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.guidance.Guidance.Form;
import io.tweedie.core.sampling.Transition.Variance;
import io.tweedie.core.schedule.NoiseSchedule;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuidanceTest {

  private static final NoiseSchedule LEVELS = NoiseSchedule.linear(1000);

  @ParameterizedTest
  @CsvSource({"cfg:3, CFG, 3", "cg:0.5, CG, 0.5", "cg-mean:10, CG_MEAN, 10", "cfg:0, CFG, 0"})
  void namesAreReadAndGivenBack(String name, Form form, double scale) {
    Guidance guidance = Guidance.parse(name);
    assertThat(guidance).isEqualTo(new Guidance(form, scale));
    assertThat(guidance.name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cfg", "cfg:", "cfg:much", "clip:3", "", "3"})
  void otherNamesAreRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Guidance.parse(name))
        .withMessage(
            "guidance '%s' is not known; write cfg, cg, cg-mean with a scale, as cfg:3"
                .formatted(name));
  }

  @Test
  void rescalingBelongsToClassifierFreeGuidance() {
    assertThat(Guidance.parse("cfg:3").withRescale(0.7).rescale()).isEqualTo(0.7);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Guidance.parse("cg:3").withRescale(0.7))
        .withMessage("rescaling belongs to cfg; cg has none");
  }

  @Test
  void eachFormMakesItsDenoiser() {
    try (PointerScope scope = new PointerScope()) {
      assertThat(guide("cfg:3")).isInstanceOf(ClassifierFreeGuidance.class);
      assertThat(guide("cg:3")).isInstanceOf(ClassifierGuidance.class);
      assertThat(guide("cg-mean:3")).isInstanceOf(MeanShiftGuidance.class);
      GuidanceInterval part =
          (GuidanceInterval)
              Guidance.parse("cg:3")
                  .withInterval(0, 0.5)
                  .guide(
                      new MixtureClasses(),
                      Optional.of(new MixtureClasses()),
                      labels(1),
                      LEVELS,
                      Variance.LEARNED);
      assertThat(part.guided()).isInstanceOf(ClassifierGuidance.class);
      assertThat(part.from()).isEqualTo(LEVELS.level(499).sigma());
    }
  }

  @Test
  void aMissingClassifierIsNamed() {
    try (PointerScope scope = new PointerScope()) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  Guidance.parse("cg:5")
                      .guide(
                          new MixtureClasses(),
                          Optional.empty(),
                          labels(1),
                          LEVELS,
                          Variance.LEARNED))
          .withMessage("cg:5 needs a classifier of noisy images");
    }
  }

  private static Denoiser guide(String name) {
    MixtureClasses classes = new MixtureClasses();
    return Guidance.parse(name)
        .guide(classes, Optional.of(classes), labels(1), LEVELS, Variance.LEARNED);
  }
}
