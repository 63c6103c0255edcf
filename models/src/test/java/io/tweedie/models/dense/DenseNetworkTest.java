package io.tweedie.models.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Layout;
import io.tweedie.core.tensor.Precision;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.parity.DeterministicWeights;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DenseNetworkTest {

  private static final DenseConfig CONFIG = new DenseConfig(3, 8, 4, 10);

  private static DenseNetwork filled() {
    DenseNetwork network = new DenseNetwork(CONFIG);
    DeterministicWeights.fill(network.parameters());
    return network;
  }

  private static Tensor images(long n, long channels, long side) {
    return DeterministicWeights.tensor("input", n, channels, side, side);
  }

  @ParameterizedTest
  @CsvSource({"FLOAT32, CONTIGUOUS", "BFLOAT16, CONTIGUOUS", "BFLOAT16, CHANNELS_LAST"})
  void scoresEachImageAloneWhateverItsBatch(Precision precision, Layout layout) {
    Compute compute = Compute.REFERENCE.with(precision).with(layout);
    try (NoGradGuard guard = new NoGradGuard();
        PointerScope scope = new PointerScope();
        DenseNetwork network = filled()) {
      Tensor x = images(3, 3, 32);
      Tensor scores = network.forward(x, compute);
      assertThat(scores.shape()).containsExactly(3, 10, 8, 8);
      for (int i = 0; i < 3; i++) {
        Tensor alone = network.forward(x.narrow(0, i, 1), compute);
        assertThat(alone.equal(scores.narrow(0, i, 1))).as("image %d", i).isTrue();
      }
    }
  }

  @Test
  void trainingReachesEveryParameter() {
    try (PointerScope scope = new PointerScope();
        DenseNetwork network = filled()) {
      network.train(true);
      network.forward(images(2, 3, 16), Compute.REFERENCE).square().mean().backward();
      for (Parameter parameter : network.parameters().all()) {
        assertThat(parameter.value().grad().abs().sum().item_double())
            .as(parameter.name())
            .isPositive();
      }
    }
  }

  @Test
  void refusesWhatItCannotBeOrSee() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DenseConfig(3, 10, 4, 10))
        .withMessage("width must be a positive multiple of groups, got 10 and 4");
    try (PointerScope scope = new PointerScope();
        DenseNetwork network = filled()) {
      Tensor odd = images(1, 3, 20);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> network.forward(odd, Compute.REFERENCE))
          .withMessageContaining("multiples of 8");
    }
  }
}
