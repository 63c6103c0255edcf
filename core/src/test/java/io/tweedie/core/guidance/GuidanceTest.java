package io.tweedie.core.guidance;

import static io.tweedie.core.guidance.GuidanceSupport.LEVEL;
import static io.tweedie.core.guidance.GuidanceSupport.assertClose;
import static io.tweedie.core.guidance.GuidanceSupport.labels;
import static io.tweedie.core.guidance.GuidanceSupport.noisy;
import static io.tweedie.core.guidance.GuidanceSupport.values;
import static io.tweedie.core.guidance.GuidanceSupport.x0;
import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.guidance.GuidanceMethod.Need;
import io.tweedie.core.guidance.GuidanceMethod.Setup;
import io.tweedie.core.sampling.Transition.Variance;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.schedule.NoiseSchedule;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuidanceTest {

  private static final NoiseSchedule LEVELS = NoiseSchedule.linear(1000);

  static Stream<Arguments> methods() {
    return Stream.of(
        Arguments.of("cfg:3", new ClassifierFreeMethod(3)),
        Arguments.of("cfg:0", new ClassifierFreeMethod(0)),
        Arguments.of("cg:0.5", new ClassifierMethod(0.5)),
        Arguments.of("cg-mean:10", new MeanShiftMethod(10)),
        Arguments.of("posterior:5", new ScoreMethod(ScoreMethod.Kind.POSTERIOR, 5, 0)),
        Arguments.of("energy:12", new ScoreMethod(ScoreMethod.Kind.ENERGY, 12, 0)),
        Arguments.of("energy-delta:4,0.15", new ScoreMethod(ScoreMethod.Kind.BALANCED, 4, 0.15)));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void namesAreReadAndGivenBack(String name, GuidanceMethod method) {
    Guidance guidance = Guidance.parse(name);
    assertThat(guidance).isEqualTo(new Guidance(method, 0, 1));
    assertThat(guidance.name()).isEqualTo(name);
    assertThat(guidance.word()).isEqualTo(name.substring(0, name.indexOf(':')));
    assertThat(guidance.scale()).isEqualTo(method.scale());
  }

  @ParameterizedTest
  @ValueSource(strings = {"clip:3", "", "3", ":3"})
  void otherNamesAreRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Guidance.parse(text))
        .withMessage(
            "guidance '%s' is not known; choose one of cfg, cg, cg-mean, posterior, energy, energy-delta, black"
                .formatted(text.replaceFirst(":.*", "")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cfg:", "cg:much", "cg-mean:1,2"})
  void otherScalesAreRefused(String text) {
    String method = text.substring(0, text.indexOf(':'));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Guidance.parse(text))
        .withMessage(
            "guidance '%s' is not understood; write %s with a scale, as %s:3"
                .formatted(text, method, method));
  }

  @Test
  void rescalingBelongsToClassifierFreeGuidance() {
    assertThat(Guidance.parse("cfg:3").withRescale(0.7).method())
        .isEqualTo(new ClassifierFreeMethod(3, 0.7));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Guidance.parse("cg:3").withRescale(0.7))
        .withMessage("cg:3 has no rescaling; cfg has");
  }

  @ParameterizedTest
  @CsvSource({
    "cfg:3, CONDITION NULL_CONDITION",
    "cg:3, CONDITION CLASSIFIER",
    "cg-mean:3, CONDITION CLASSIFIER STEPS",
    "energy:3, CONDITION ANY_CLASSIFIER",
    "energy-delta:3;0.5, CONDITION ANY_CLASSIFIER CLASS_ENERGIES",
    "black:1, ''"
  })
  void needsAreTold(String name, String needs) {
    Guidance guidance = Guidance.parse(name.replace(';', ','));
    for (Need need : Need.values()) {
      assertThat(guidance.needs(need))
          .as("%s", need)
          .isEqualTo(List.of(needs.split(" ")).contains(need.name()));
    }
    assertThat(guidance.withInterval(0, 0.5).needs(Need.STEPS)).isTrue();
  }

  @Test
  void eachMethodMakesItsDenoiser() {
    try (PointerScope scope = new PointerScope()) {
      assertThat(guide("cfg:3")).isInstanceOf(ClassifierFreeGuidance.class);
      assertThat(guide("cg:3")).isInstanceOf(ClassifierGuidance.class);
      assertThat(guide("cg-mean:3")).isInstanceOf(MeanShiftGuidance.class);
      GuidanceInterval part =
          (GuidanceInterval) Guidance.parse("cg:3").withInterval(0, 0.5).guide(setup(labels(1)));
      assertThat(part.guided()).isInstanceOf(ClassifierGuidance.class);
      assertThat(part.from()).isEqualTo(LEVELS.level(499).sigma());
    }
  }

  /** {@code cfg} leaves the images in their class, a classifier leaves all open. */
  @ParameterizedTest
  @CsvSource({"cfg:3, true", "cg:3, false", "cg-mean:3, false", "black:1, false"})
  void outsideItsIntervalThePriorIsAsked(String name, boolean told) {
    try (PointerScope scope = new PointerScope()) {
      MixtureClasses classes = new MixtureClasses();
      Condition condition = labels(0, 1, 1);
      Tensor xt = noisy(3);
      Denoiser guided = Guidance.parse(name).withInterval(0.2, 0.6).guide(setup(condition));
      Denoiser expected = told ? classes.given(condition) : classes.unconditional();
      Denoiser other = told ? classes.unconditional() : classes.given(condition);
      for (int index : new int[] {900, 300, 0}) {
        NoiseLevel outside = LEVELS.level(index);
        float[] asked = values(guided.predict(xt, outside).output());
        assertThat(asked).isEqualTo(values(expected.predict(xt, outside).output()));
        assertThat(asked).isNotEqualTo(values(other.predict(xt, outside).output()));
      }
      NoiseLevel inside = LEVELS.level(600);
      assertThat(values(guided.predict(xt, inside).output()))
          .isNotEqualTo(values(expected.predict(xt, inside).output()));
    }
  }

  @Test
  void aMissingClassifierIsNamed() {
    try (PointerScope scope = new PointerScope()) {
      Setup none =
          new Setup(
              new MixtureClasses(),
              labels(1),
              Optional.empty(),
              List.of(),
              LEVELS,
              Variance.LEARNED);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Guidance.parse("cg:5").guide(none))
          .withMessage("cg:5 needs a classifier of noisy images");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cg:5", "cg-mean:5"})
  void aClassifierGuidesToClassesOnly(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Guidance.parse(name).guide(setup(Condition.none())))
        .withMessage(name + " takes class labels, but was given no condition");
  }

  /** One that is registered by a file of these tests, as by that of a user's jar. */
  @Test
  void aMethodOfAUserIsNamedLikeTheOthers() {
    assertThat(GuidanceProvider.ALL.names())
        .containsExactly("cfg", "cg", "cg-mean", "posterior", "energy", "energy-delta", "black");
    try (PointerScope scope = new PointerScope()) {
      Tensor xt = noisy(2);
      Tensor plain = x0(new MixtureClasses().unconditional().predict(xt, LEVEL), xt);
      assertClose(x0(guide("black:0.5").predict(xt, LEVEL), xt), plain.sub(scalar(0.5)));
    }
  }

  private static Setup setup(Condition condition) {
    MixtureClasses classes = new MixtureClasses();
    return new Setup(
        classes, condition, Optional.of(classes), List.of(1.0, 2.0), LEVELS, Variance.LEARNED);
  }

  private static Denoiser guide(String name) {
    return Guidance.parse(name).guide(setup(labels(1)));
  }
}
