package io.tweedie.core.guidance;

import static io.tweedie.core.guidance.GuidanceSupport.LEVEL;
import static io.tweedie.core.guidance.GuidanceSupport.assertClose;
import static io.tweedie.core.guidance.GuidanceSupport.noisy;
import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.denoiser.Prediction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContrastGuidanceTest {

  /** Adds the first number of the text, or nothing. */
  private static final ConditionalDenoiser PRIOR =
      (xt, level, condition) -> {
        Tensor shift =
            condition instanceof Condition.Text text
                ? text.context().select(2, 0).select(1, 0).reshape(-1, 1, 1, 1)
                : torch.zeros(1);
        return new Prediction(Parameterization.EPSILON, xt.mul(xt).add(shift));
      };

  private static Condition.Text text(double number) {
    return new Condition.Text(torch.full(new long[] {1, 2, 3}, scalar(number)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 7.5})
  void fromNothingItIsClassifierFreeGuidance(double scale) {
    try (PointerScope scope = new PointerScope()) {
      Tensor xt = noisy(2);
      Condition told = new Condition.Contrast(text(0.5), text(0));
      Tensor guided = new ContrastGuidance(PRIOR, scale).predict(xt, LEVEL, told).output();
      Tensor usual =
          new ClassifierFreeGuidance(PRIOR, text(0.5), scale).predict(xt, LEVEL).output();
      assertClose(guided, usual);
    }
  }

  @Test
  void keepsAwayFromTheOtherText() {
    try (PointerScope scope = new PointerScope()) {
      Tensor xt = noisy(2);
      Condition told = new Condition.Contrast(text(0.5), text(0.2));
      Tensor guided = new ContrastGuidance(PRIOR, 3).predict(xt, LEVEL, told).output();
      assertClose(guided, PRIOR.predict(xt, LEVEL, text(0.2 + 3 * 0.3)).output());
    }
  }

  @Test
  void refusesWhatHasNoTwoTexts() {
    try (PointerScope scope = new PointerScope()) {
      Tensor xt = noisy(1);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new ContrastGuidance(PRIOR, 3).predict(xt, LEVEL, text(1)))
          .withMessageContainingAll("a text and one to keep away from", "given a text");
    }
  }
}
