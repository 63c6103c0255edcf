package io.tweedie.models.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.linear;

import io.tweedie.models.parity.DeterministicWeights;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearTest {

  /** Fused attention takes rows only; of columns it would make all pairs of positions. */
  @ParameterizedTest
  @CsvSource({"1, Float", "2, Float", "1, BFloat16", "2, BFloat16"})
  void tokensStayRows(long images, ScalarType type) {
    Parameters parameters = new Parameters();
    Linear layer = new Linear(parameters, 6, 10);
    DeterministicWeights.fill(parameters);
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      // As positions of an image come: of one image, the first stride is that of a position.
      Tensor x = DeterministicWeights.tensor("input", images, 7, 1, 6).permute(0, 3, 1, 2);
      x = x.flatten(2, 3).transpose(1, 2);
      Tensor y = layer.forward(x.to(type));
      assertThat(y.stride(2)).isOne();
      assertThat(y.stride(1)).isEqualTo(10);
      Tensor weight = parameters.byName().get("weight").value();
      Tensor bias = parameters.byName().get("bias").value();
      Tensor error = y.to(ScalarType.Float).sub(linear(x, weight, new TensorOptional(bias)));
      double tolerance = type == ScalarType.Float ? 1e-5 : 0.05;
      assertThat(error.abs().max().item_double()).isLessThan(tolerance);
    }
  }
}
