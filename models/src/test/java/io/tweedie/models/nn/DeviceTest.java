package io.tweedie.models.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.bytedeco.pytorch.global.torch.cuda_is_available;
import static org.bytedeco.pytorch.global.torch.zeros;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Device;
import io.tweedie.core.tensor.Layout;
import io.tweedie.models.prior.ModelSpec;
import java.io.IOException;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a device without numbers, where a tensor that stayed on the processor is an error. */
class DeviceTest {

  private static final Device META = Device.META;

  private static ModelSpec spec(String architecture, String config) throws IOException {
    return new ObjectMapper()
        .readValue(
            "{\"name\": \"tiny\", \"architecture\": \"%s\", \"config\": %s}"
                .formatted(architecture, config),
            ModelSpec.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aNetworkComputesOnItsDeviceAndAnswersWhereTheImagesAre(boolean imagesThere)
      throws IOException {
    String unet =
        """
        {"image_size": 16, "num_channels": 32, "num_res_blocks": 1, "channel_mult": "1,2",
         "attention_resolutions": "8", "num_heads": 2, "class_cond": true, "num_classes": 4,
         "use_scale_shift_norm": true, "resblock_updown": true, "learn_sigma": true}
        """;
    String ddpm =
        """
        {"data": {"image_size": 16},
         "model": {"ch": 32, "out_ch": 3, "ch_mult": [1, 2], "num_res_blocks": 1,
           "attn_resolutions": [8], "dropout": 0, "in_channels": 3, "resamp_with_conv": true}}
        """;
    requireFollows(spec("adm", unet), Condition.classes(1), imagesThere);
    requireFollows(spec("ddpm", ddpm), Condition.none(), imagesThere);
  }

  private static void requireFollows(ModelSpec spec, Condition told, boolean imagesThere) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard();
        DenoisingNetwork network = spec.denoisingNetwork()) {
      network.parameters().initialize(1);
      for (Layout layout : Layout.values()) {
        Compute compute = Compute.REFERENCE.with(layout).with(META);
        Tensor x = zeros(2, 3, 16, 16);
        // Nothing can come back from a device without numbers, so images must be there.
        if (imagesThere) {
          Tensor output = network.forward(META.move(x), new double[] {5}, told, compute);
          assertThat(Device.of(output)).isEqualTo(META);
          assertThat(output.shape()[0]).isEqualTo(2);
        } else {
          org.assertj.core.api.Assertions.assertThatThrownBy(
                  () -> network.forward(x, new double[] {5}, told, compute))
              .hasMessageContaining("Cannot copy out of meta tensor");
        }
      }
    }
  }

  @Test
  void classifiersFollowTheirDeviceToo() throws IOException {
    String cnn =
        """
        {"image_size": 8, "in_channels": 3, "widths": [8, 16], "groups": 4, "out_channels": 5}
        """;
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard();
        ClassifyingNetwork network = spec("cnn", cnn).classifyingNetwork()) {
      network.parameters().initialize(1);
      Tensor x = META.move(zeros(2, 3, 8, 8));
      Tensor logits = network.forward(x, new double[] {0}, Compute.STANDARD.with(META));
      assertThat(Device.of(logits)).isEqualTo(META);
      assertThat(logits.shape()).containsExactly(2, 5);
    }
  }

  @Test
  void aMissingDeviceIsRefusedWithWhatItTakes() {
    assumeThat(cuda_is_available()).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Device("cuda").requireAvailable())
        .withMessageContainingAll("CUDA", "-Pcuda");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Device("gpu"))
        .withMessageContainingAll("gpu", "cpu", "cuda");
  }
}
