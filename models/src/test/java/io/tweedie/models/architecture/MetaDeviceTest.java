package io.tweedie.models.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.zeros;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Batching;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Device;
import io.tweedie.core.tensor.Layout;
import io.tweedie.core.tensor.PlainAttention;
import io.tweedie.core.tensor.Precision;
import io.tweedie.models.clip.ClipModel;
import io.tweedie.models.diffusers.AutoencoderKl;
import io.tweedie.models.nn.ClassifyingNetwork;
import io.tweedie.models.nn.DenoisingNetwork;
import io.tweedie.models.nn.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole networks on a device without numbers, where a weight left on the processor is an error.
 * What the tensor library has not there is left out: rectifiers, fused attention, and looking up
 * classes and tokens.
 */
class MetaDeviceTest {

  private static final Map<String, String> CONFIGS =
      Map.of(
          "adm",
          """
          {"image_size": 16, "num_channels": 32, "num_res_blocks": 1, "channel_mult": "1,2",
           "attention_resolutions": "8", "resblock_updown": true, "learn_sigma": true}
          """,
          "ddpm",
          """
          {"data": {"image_size": 16},
           "model": {"type": "simple", "in_channels": 3, "out_ch": 3, "ch": 32, "ch_mult": [1, 2],
                     "num_res_blocks": 1, "attn_resolutions": [8], "resamp_with_conv": true}}
          """,
          "adm-classifier",
          """
          {"image_size": 16, "classifier_width": 32, "classifier_depth": 1,
           "classifier_attention_resolutions": "8", "channel_mult": "1,2", "num_head_channels": 16,
           "out_channels": 10, "classifier_pool": "attention"}
          """,
          "unet2d",
          """
          {"block_out_channels": [8, 16], "layers_per_block": 1, "norm_num_groups": 4,
           "down_block_types": ["DownBlock2D", "AttnDownBlock2D"],
           "up_block_types": ["AttnUpBlock2D", "UpBlock2D"], "attention_head_dim": 4,
           "sample_size": 16}
          """,
          "unet2d-condition",
          """
          {"in_channels": 3, "block_out_channels": [8, 16], "layers_per_block": 1,
           "norm_num_groups": 4, "down_block_types": ["CrossAttnDownBlock2D", "DownBlock2D"],
           "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D"], "attention_head_dim": 2,
           "cross_attention_dim": 12}
          """,
          "autoencoder-kl",
          """
          {"block_out_channels": [4, 8], "norm_num_groups": 2, "latent_channels": 3,
           "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D"],
           "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D"], "sample_size": 8}
          """,
          "clip",
          """
          {"text_config": {"vocab_size": 99, "hidden_size": 32, "intermediate_size": 72,
                           "num_hidden_layers": 2, "num_attention_heads": 4,
                           "max_position_embeddings": 12, "projection_dim": 20,
                           "bos_token_id": 97, "eos_token_id": 98},
           "vision_config": {"hidden_size": 48, "intermediate_size": 80, "num_hidden_layers": 2,
                             "num_attention_heads": 3, "image_size": 16, "patch_size": 8,
                             "projection_dim": 20},
           "projection_dim": 20}
          """);

  /** It is on the processor, as conditions are; networks take it along. */
  private static Condition told(String name) {
    return name.equals("unet2d-condition") ? new Condition.Text(zeros(1, 5, 12)) : Condition.none();
  }

  static Stream<String> architectures() {
    return CONFIGS.keySet().stream().sorted();
  }

  @Test
  void allOfThemAreHere() {
    List<String> names = new ArrayList<>(Architecture.ALL.names());
    names.removeAll(List.of("cnn", "dense", "cifar-resnet"));
    names.remove("blurry");
    assertThat(CONFIGS).containsOnlyKeys(names);
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void networksComputeWhereTheyAreTold(String name) throws JsonProcessingException {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard();
        PlainAttention plain = PlainAttention.use();
        Network network =
            Architecture.ALL.named(name).network(new ObjectMapper().readTree(CONFIGS.get(name)))) {
      network.parameters().initialize(1);
      for (Precision precision : Precision.values()) {
        for (Layout layout : Layout.values()) {
          for (Batching batching : Batching.values()) {
            Compute compute =
                Compute.REFERENCE.with(precision).with(layout).with(batching).with(Device.META);
            assertThat(answers(network, told(name), compute))
                .allSatisfy(answer -> assertThat(Device.of(answer)).isEqualTo(Device.META));
          }
        }
      }
    }
  }

  private static List<Tensor> answers(Network network, Condition told, Compute compute) {
    Tensor images = Device.META.move(zeros(2, 3, 16, 16));
    if (network instanceof DenoisingNetwork denoiser) {
      return List.of(denoiser.forward(images, new double[] {3, 7}, told, compute));
    }
    if (network instanceof ClassifyingNetwork classifier) {
      return List.of(classifier.forward(images, new double[] {3, 7}, compute));
    }
    if (network instanceof AutoencoderKl autoencoder) {
      return List.of(
          autoencoder.encode(images, compute).mean(), autoencoder.decode(images, compute));
    }
    ClipModel clip = (ClipModel) network;
    Tensor embedded = Device.META.move(zeros(2, 5, 32));
    Tensor pictures = clip.images(images, compute);
    Tensor texts = clip.textsEmbedded(embedded, new long[] {4, 2}, compute);
    return List.of(pictures, texts, clip.logits(pictures, texts));
  }
}
