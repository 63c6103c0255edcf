package io.tweedie.models.nn;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.bytedeco.pytorch.global.torch.allclose;
import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.models.parity.DeterministicWeights;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NormTest {

  static Stream<Function<Parameters, Norm>> kinds() {
    return Stream.of(scope -> new Norm.Group(scope, 8, 4, 1e-5), scope -> new Norm.Pixel(scope, 8));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void modulationIsAScaleAndAShift(Function<Parameters, Norm> kind) {
    try (PointerScope scope = new PointerScope();
        Parameters parameters = new Parameters()) {
      Norm norm = kind.apply(parameters.scope("norm"));
      DeterministicWeights.fill(parameters);
      Tensor x = DeterministicWeights.tensor("x", 2, 8, 3, 5);
      Tensor scale = DeterministicWeights.tensor("scale", 1, 8);
      Tensor shift = DeterministicWeights.tensor("shift", 1, 8);

      Tensor expected =
          norm.forward(x).mul(scale.add(scalar(1)).view(1, 8, 1, 1)).add(shift.view(1, 8, 1, 1));
      assertClose(norm.modulated(x, scale, shift), expected);
      assertClose(norm.modulated(x, twice(scale), twice(shift)), expected);
    }
  }

  @Test
  void pixelNormNormalisesTheChannelsOfEachPosition() {
    try (PointerScope scope = new PointerScope();
        Parameters parameters = new Parameters()) {
      Norm norm = new Norm.Pixel(parameters.scope("norm"), 8);
      DeterministicWeights.fill(parameters);
      Tensor x = DeterministicWeights.tensor("x", 2, 8, 3, 5);
      Tensor centered = x.sub(x.mean(1).unsqueeze(1));
      Tensor variance = centered.square().mean(1).unsqueeze(1);
      Tensor normal = centered.div(variance.add(scalar(1e-5)).sqrt());
      Tensor weight = parameters.byName().get("norm.weight").value().view(1, 8, 1, 1);
      Tensor bias = parameters.byName().get("norm.bias").value().view(1, 8, 1, 1);
      assertClose(norm.forward(x), normal.mul(weight).add(bias));
    }
  }

  @Test
  void groupsMustDivideTheChannels() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Norm.Group(new Parameters(), 48, 32, 1e-5))
        .withMessage("group norm needs a multiple of 32 channels, got 48");
  }

  private static Tensor twice(Tensor row) {
    return cat(new TensorVector(row, row), 0);
  }

  private static void assertClose(Tensor actual, Tensor expected) {
    assertThat(allclose(actual, expected, 1e-5, 1e-6, false)).isTrue();
  }
}
