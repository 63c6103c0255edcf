package io.tweedie.models.adm;

import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Layout;
import io.tweedie.core.tensor.Precision;
import io.tweedie.models.parity.DeterministicWeights;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Number format and memory layout change speed, and the result by no more than their rounding. */
class PrecisionTest {

  /**
   * bfloat16 rounds by up to 2^-9 of a value. The network's longest path has some 60 roundings; as
   * independent errors they add up to sqrt(60) 2^-9 = 1.5e-2, and three times that is allowed.
   */
  private static final double BFLOAT16_BOUND = 4.5e-2;

  @ParameterizedTest
  @ValueSource(strings = {"group", "pixel", "detailed"})
  void bfloat16(String kind) {
    try (NoGradGuard guard = new NoGradGuard();
        PointerScope scope = new PointerScope();
        AdmUNet network = network(kind)) {
      Tensor exact = run(network, Compute.REFERENCE);
      for (Layout layout : Layout.values()) {
        Tensor rounded = run(network, Compute.REFERENCE.with(Precision.BFLOAT16).with(layout));
        assertThat(rounded.scalar_type().intern()).isEqualTo(ScalarType.Float);
        assertThat(error(rounded, exact)).isBetween(1e-3, BFLOAT16_BOUND);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"group", "pixel", "detailed"})
  void channelsLast(String kind) {
    try (NoGradGuard guard = new NoGradGuard();
        PointerScope scope = new PointerScope();
        AdmUNet network = network(kind)) {
      Tensor[] results =
          Arrays.stream(Layout.values())
              .map(layout -> run(network, Compute.REFERENCE.with(layout)))
              .toArray(Tensor[]::new);
      assertThat(error(results[1], results[0])).isLessThan(1e-5);
      // Weights that were converted for the last run are kept, and must not leak into this one.
      Tensor again = run(network, Compute.REFERENCE);
      assertThat(again.equal(results[0])).isTrue();
    }
  }

  private static AdmUNet network(String kind) {
    return SmallNetworks.unet(
        kind.equals("detailed")
            ? SmallNetworks.detailed()
            : new AdmConfig(
                16, 3, 32, 1, "1,2", "8", 1, 16, -1, true, true, true, false, 0, false, null, true,
                true, kind, null, null));
  }

  private static Tensor run(AdmUNet network, Compute compute) {
    Tensor x = DeterministicWeights.tensor("input", 2, 3, 16, 16);
    return network.forward(x, new double[] {417}, Condition.none(), compute);
  }

  private static double error(Tensor actual, Tensor expected) {
    return actual.sub(expected).norm().item_double() / expected.norm().item_double();
  }
}
