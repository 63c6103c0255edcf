package io.tweedie.core.guidance;

import static io.tweedie.core.guidance.GuidanceSupport.LEVEL;
import static io.tweedie.core.guidance.GuidanceSupport.assertClose;
import static io.tweedie.core.guidance.GuidanceSupport.epsilon;
import static io.tweedie.core.guidance.GuidanceSupport.labels;
import static io.tweedie.core.guidance.GuidanceSupport.noisy;
import static io.tweedie.core.guidance.GuidanceSupport.values;
import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.Prediction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifierFreeGuidanceTest {

  @Test
  void scaleZeroIsTheUnconditionalPriorAndOneTheConditional() {
    try (PointerScope scope = new PointerScope()) {
      MixtureClasses classes = new MixtureClasses();
      Tensor xt = noisy(4);
      Condition.Classes labels = labels(0, 1, 0, 1);
      assertThat(values(guided(classes, xt, labels, 0)))
          .isEqualTo(values(classes.unconditional().predict(xt, LEVEL).output()));
      assertThat(values(guided(classes, xt, labels, 1)))
          .isEqualTo(values(classes.given(labels).predict(xt, LEVEL).output()));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 3, 10})
  void movesTheNoiseAwayFromTheUnconditionalOne(double scale) {
    try (PointerScope scope = new PointerScope()) {
      MixtureClasses classes = new MixtureClasses();
      Tensor xt = noisy(4);
      Condition.Classes labels = labels(0, 1, 0, 1);
      Tensor none = epsilon(classes.unconditional().predict(xt, LEVEL), xt);
      Tensor some = epsilon(classes.given(labels).predict(xt, LEVEL), xt);
      Prediction guided = new ClassifierFreeGuidance(classes, labels, scale).predict(xt, LEVEL);
      assertClose(epsilon(guided, xt), none.add(some.sub(none), scalar(scale)));
    }
  }

  @Test
  void strengthIsScaleLessOne() {
    try (PointerScope scope = new PointerScope()) {
      MixtureClasses classes = new MixtureClasses();
      Tensor xt = noisy(3);
      Condition.Classes labels = labels(1);
      Tensor none = classes.unconditional().predict(xt, LEVEL).output();
      Tensor some = classes.given(labels).predict(xt, LEVEL).output();
      Prediction guided = ClassifierFreeGuidance.ofStrength(classes, labels, 2).predict(xt, LEVEL);
      assertClose(guided.output(), some.mul(scalar(3)).sub(none.mul(scalar(2))));
    }
  }

  @Test
  void imagesWithoutAClassAreNotGuided() {
    try (PointerScope scope = new PointerScope()) {
      MixtureClasses classes = new MixtureClasses();
      Tensor xt = noisy(2);
      Tensor output = guided(classes, xt, labels(Condition.NO_CLASS, 1), 4);
      Tensor none = classes.unconditional().predict(xt, LEVEL).output();
      assertClose(output.narrow(0, 0, 1), none.narrow(0, 0, 1));
      assertThat(output.sub(none).narrow(0, 1, 1).abs().max().item_double()).isGreaterThan(0.1);
    }
  }

  @Test
  void rescalingGivesEachImageTheContrastOfTheConditionalPrediction() {
    try (PointerScope scope = new PointerScope()) {
      MixtureClasses classes = new MixtureClasses();
      Tensor xt = noisy(3);
      Condition.Classes labels = labels(0, 1, 1);
      Tensor conditional = classes.given(labels).predict(xt, LEVEL).output();
      Tensor plain = guided(classes, xt, labels, 3);
      Tensor half = new ClassifierFreeGuidance(classes, labels, 3, 0.5).predict(xt, LEVEL).output();
      Tensor full = new ClassifierFreeGuidance(classes, labels, 3, 1).predict(xt, LEVEL).output();
      assertClose(contrast(full), contrast(conditional));
      assertThat(contrast(plain).sub(contrast(full)).abs().min().item_double()).isGreaterThan(0.01);
      assertClose(half, full.add(plain).mul(scalar(0.5)));
    }
  }

  @Test
  void nonsenseIsRefused() {
    try (PointerScope scope = new PointerScope()) {
      MixtureClasses classes = new MixtureClasses();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new ClassifierFreeGuidance(classes, labels(0), Double.NaN))
          .withMessageContaining("NaN");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new ClassifierFreeGuidance(classes, labels(0), 3, 1.5))
          .withMessageContaining("[0, 1]");
    }
  }

  /** The two pixels' distance, which is sqrt(2) times their standard deviation. */
  private static Tensor contrast(Tensor images) {
    return images.select(3, 0).sub(images.select(3, 1)).abs();
  }

  private static Tensor guided(
      MixtureClasses classes, Tensor xt, Condition.Classes labels, double scale) {
    return new ClassifierFreeGuidance(classes, labels, scale).predict(xt, LEVEL).output();
  }
}
