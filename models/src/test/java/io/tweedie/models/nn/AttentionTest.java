package io.tweedie.models.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.linspace;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttentionTest {

  private static Tensor tokens(ScalarType type) {
    Tensor values = linspace(new Scalar(0), new Scalar(40), 2 * 5 * 8).sin();
    return values.reshape(2, 5, 8).to(type).requires_grad_(true);
  }

  private static Tensor attended(Tensor x, boolean causal) {
    return causal ? Attention.ofTokensBefore(x, x, x, 2) : Attention.ofTokens(x, x, x, 2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void gradientsInHalfThePrecisionAreThoseOfFloats(boolean causal) {
    try (PointerScope scope = new PointerScope()) {
      Tensor exact = tokens(ScalarType.Float);
      Tensor rounded = tokens(ScalarType.BFloat16);

      Tensor out = attended(rounded, causal);
      out.square().sum().backward();
      attended(exact, causal).square().sum().backward();

      assertThat(out.scalar_type().intern()).isEqualTo(ScalarType.BFloat16);
      assertThat(rounded.grad().scalar_type().intern()).isEqualTo(ScalarType.BFloat16);
      Tensor error = rounded.grad().to(ScalarType.Float).sub(exact.grad());
      assertThat(error.norm().item_double() / exact.grad().norm().item_double())
          .isCloseTo(0, within(0.02));
      assertThat(scope).isNotNull();
    }
  }
}
