package io.tweedie.demo.score;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.full;
import static org.bytedeco.pytorch.global.torch.randn;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class ScoreNetworkTest {

  @Test
  void pointsInAnyShapeUnderOneSigmaEqualThoseUnderEqualSigmas() {
    try (ScoreNetwork network = new ScoreNetwork(new ScoreNetwork.Config(2, 16, 2, 3));
        PointerScope scope = new PointerScope()) {
      network.parameters().initialize(1);
      Tensor x = randn(6, 2);
      Tensor each = network.forward(x, full(new long[] {6, 1}, scalar(0.7)));

      Tensor cloud = network.at(x.reshape(1, 1, 6, 2), 0.7);
      assertThat(cloud.shape()).containsExactly(1, 1, 6, 2);
      assertThat(cloud.reshape(6, 2).sub(each).abs().max().item_double())
          .isCloseTo(0, within(1e-6));
      assertThat(network.at(x, 3).sub(each).abs().max().item_double()).isGreaterThan(1e-2);
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    try (ScoreNetwork network = new ScoreNetwork(new ScoreNetwork.Config(2, 16, 2, 3));
        PointerScope scope = new PointerScope()) {
      assertThatThrownBy(() -> network.at(randn(4, 3), 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("points of 2 coordinates in the last dimension, got [4, 3]");
    }
    assertThatThrownBy(() -> new ScoreNetwork.Config(2, 0, 1, 1)).hasMessageContaining("2, 0, 1");
  }
}
