package io.tweedie.models.ddpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Precision;
import io.tweedie.models.parity.DeterministicWeights;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DdpmUNetTest {

  /** What DDRM's file for CelebA-HQ says, with much that is no matter of the network. */
  private static final String CELEBA_HQ =
      """
      {"data": {"dataset": "CelebA_HQ", "image_size": 256, "rescaled": true},
       "model": {"type": "simple", "in_channels": 3, "out_ch": 3, "ch": 128,
                 "ch_mult": [1, 1, 2, 2, 4, 4], "num_res_blocks": 2, "attn_resolutions": [16],
                 "dropout": 0.0, "var_type": "fixedsmall", "resamp_with_conv": true},
       "sampling": {"batch_size": 4}}
      """;

  private static final DdpmConfig SMALL =
      new DdpmConfig(
          new DdpmConfig.Data(16),
          new DdpmConfig.Model("simple", 3, 3, 32, List.of(1, 2), 1, List.of(8), 0, true));

  @Test
  void readsTheFilesOfTheReferences() throws JsonProcessingException {
    DdpmConfig config = new ObjectMapper().readValue(CELEBA_HQ, DdpmConfig.class);
    assertThat(config).isEqualTo(DdpmConfig.celebaHq());
    assertThat(config.sizeMultiple()).isEqualTo(32);
    assertThat(new DdpmUNet(config).parameters().elements()).isEqualTo(113_673_219);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "simple"             | "bayesian"   | model type must be 'simple', got 'bayesian'
          "image_size": 256    | "size": 256  | image_size must be positive, got 0
          [1, 1, 2, 2, 4, 4]   | []           | ch_mult must be positive numbers, got []
          "dropout": 0.0       | "dropout": 1 | dropout must be in [0, 1), got 1.0
          "attn_resolutions"   | "attention"  | attn_resolutions must be a list
          """)
  void refusesWhatNoNetworkCanBeBuiltFrom(String from, String to, String message) {
    assertThat(CELEBA_HQ).contains(from);
    String json = CELEBA_HQ.replace(from, to);
    assertThatThrownBy(() -> new ObjectMapper().readValue(json, DdpmConfig.class))
        .rootCause()
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void differsInBfloat16AndChannelsLastByNoMoreThanRounding() {
    try (NoGradGuard guard = new NoGradGuard();
        PointerScope scope = new PointerScope();
        DdpmUNet network = network()) {
      Tensor x = DeterministicWeights.tensor("input", 1, 3, 16, 16);
      Tensor exact = run(network, x, Compute.REFERENCE);
      Tensor turned = run(network, x, Compute.STANDARD);
      Tensor rounded = run(network, x, Compute.REFERENCE.with(Precision.BFLOAT16));
      assertThat(error(turned, exact)).isLessThan(1e-5);
      assertThat(error(rounded, exact)).isBetween(1e-3, 4.5e-2);
    }
  }

  @Test
  void refusesWhatIsNotForIt() {
    try (PointerScope scope = new PointerScope();
        DdpmUNet network = network()) {
      Tensor x = DeterministicWeights.tensor("input", 1, 3, 16, 16);
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> network.forward(x, new double[] {7}, Condition.classes(1), Compute.REFERENCE))
          .withMessage("this network takes no condition, but was given class labels");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> run(network, x.narrow(3, 0, 15), Compute.REFERENCE))
          .withMessageContaining("[1, 3, 16, 15]");
    }
  }

  private static DdpmUNet network() {
    DdpmUNet network = new DdpmUNet(SMALL);
    DeterministicWeights.fill(network.parameters());
    return network;
  }

  private static Tensor run(DdpmUNet network, Tensor x, Compute compute) {
    return network.forward(x, new double[] {417}, Condition.none(), compute);
  }

  private static double error(Tensor actual, Tensor expected) {
    return actual.sub(expected).norm().item_double() / expected.norm().item_double();
  }
}
