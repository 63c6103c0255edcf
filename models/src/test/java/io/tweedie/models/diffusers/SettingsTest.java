package io.tweedie.models.diffusers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tweedie.models.nn.Halving;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings that would change what a network computes are understood or refused by name. */
class SettingsTest {

  private static JsonNode with(String settings, String name, String value) {
    ObjectNode json = (ObjectNode) SmallPipeline.json(settings);
    return json.set(name, SmallPipeline.json(value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "foo | 3 | unknown setting 'foo' in unet/config.json (its value is 3)",
        "only_cross_attention | true | only_cross_attention is true; supported: false",
        "class_embed_type | \"timestep\" | class_embed_type is \"timestep\"; only null is",
        "addition_embed_type | \"text_time\" | addition_embed_type is \"text_time\"; only null",
        "num_class_embeds | 10 | num_class_embeds is 10; only null is supported",
        "act_fn | \"gelu\" | act_fn is \"gelu\"; supported: silu, swish",
        "mid_block_type | null | mid_block_type is null; a word is expected",
        "mid_block_type | \"Other\" | mid_block_type is \"Other\"; supported: UNetMidBlock2DCro",
        "down_block_types | [\"DownBlock2D\"] | down_block_types has 1 blocks, but block_out_ch",
        "block_out_channels | [8, 18] | block_out_channels is [8, 18]; multiples of norm_num_gr",
        "block_out_channels | 8 | block_out_channels is 8; numbers between brackets are expected",
        "layers_per_block | 0 | layers_per_block is 0; a whole number from 1 is expected",
        "layers_per_block | [1, 2] | layers_per_block is [1,2]; a whole number from 1 is",
        "norm_num_groups | null | norm_num_groups is null; a whole number from 1 is expected",
        "norm_eps | \"small\" | norm_eps is \"small\"; a number is expected",
        "norm_eps | -1 | norm_eps is -1; a number above 0 is expected",
        "dropout | 1 | dropout is 1; a rate from 0, below 1, is expected",
        "use_linear_projection | 1 | use_linear_projection is 1; true or false is expected",
        "attention_head_dim | [1, 2, 4] | one number for each of the 2 levels is expected",
        "attention_head_dim | 3 | is 3 for a level of 8 channels; it must divide them",
        "freq_shift | 1 | flip_sin_to_cos is true with freq_shift 1.0; supported: true with 0",
        "downsample_padding | 2 | downsample_padding is 2; supported: 0, 1",
        "conv_in_kernel | 5 | conv_in_kernel is 5; supported: 3",
      })
  void ofTexts(String name, String value, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> UNet2dConfig.ofTexts(with(SmallPipeline.UNET, name, value), "unet/config.json"))
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).contains("unet/config.json"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "up_block_types | [\"UpBlock2D\", \"SkipUpBlock2D\"] | is \"SkipUpBlock2D\"; supported: ",
        "time_embedding_type | \"fourier\" | time_embedding_type is \"fourier\"; supported: posi",
        "resnet_time_scale_shift | \"scale_shift\" | without attn_norm_num_groups, which leaves",
        "attention_head_dim | 3 | attention_head_dim is 3; it must divide block_out_channels",
        "attn_norm_num_groups | 3 | multiples of attn_norm_num_groups, 3, are expected",
        "cross_attention_dim | 8 | unknown setting 'cross_attention_dim' in config.json",
      })
  void ofImages(String name, String value, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> UNet2dConfig.ofImages(with(SmallPipeline.IMAGES, name, value), "config.json"))
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "down_block_types | [\"DownEncoderBlock2D\", \"AttnDownEncoderBlock2D\"] | is \"AttnDown",
        "latents_mean | [0.1, 0.2] | latents_mean is [0.1,0.2]; only null is supported",
        "scaling_factor | 0 | scaling_factor is 0; a number above 0 is expected",
        "z_channels | 4 | unknown setting 'z_channels' in vae/config.json",
      })
  void ofAutoencoders(String name, String value, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                AutoencoderConfig.read(
                    with(SmallPipeline.AUTOENCODER, name, value), "vae/config.json"))
        .withMessageContaining(message);
  }

  /** What a file leaves out has the default of the code that wrote it. */
  @Test
  void defaults() {
    UNet2dConfig texts = UNet2dConfig.ofTexts(SmallPipeline.json("{}"), "");
    assertThat(texts.widths()).containsExactly(320, 640, 1280, 1280);
    assertThat(texts.heads()).containsExactly(8, 8, 8, 8);
    assertThat(texts.transformer().contextWidth()).isEqualTo(1280);
    assertThat(texts.padding()).isEqualTo(Halving.Padding.AROUND);
    UNet2dConfig images =
        UNet2dConfig.ofImages(
            SmallPipeline.json("{\"num_class_embeds\": 3, \"attention_head_dim\": null}"), "");
    assertThat(images.heads()).containsExactly(1, 1, 1, 1);
    assertThat(images.classes()).isEqualTo(3);
    AutoencoderConfig autoencoder = AutoencoderConfig.read(SmallPipeline.json("{}"), "");
    assertThat(autoencoder.scaling()).isEqualTo(0.18215);
    assertThat(autoencoder.shift()).isZero();
    assertThat(autoencoder.widths()).isEqualTo(List.of(64));
  }

  @Test
  void whatIsNoObject() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UNet2dConfig.ofTexts(SmallPipeline.json("[1]"), "unet/config.json"))
        .withMessage("unet/config.json: expected settings between braces");
  }
}
