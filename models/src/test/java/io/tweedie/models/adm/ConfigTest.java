package io.tweedie.models.adm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void absentFlagsTakeTheDefaultsOfGuidedDiffusion() throws JsonProcessingException {
    AdmConfig config = unet("{'image_size': 256, 'num_channels': 128, 'num_res_blocks': 1}");
    assertThat(config)
        .isEqualTo(
            unet(
                """
                {'image_size': 256, 'in_channels': 3, 'num_channels': 128, 'num_res_blocks': 1,
                 'channel_mult': '1,1,2,2,4,4', 'attention_resolutions': '16,8', 'num_heads': 4,
                 'num_head_channels': -1, 'num_heads_upsample': -1, 'use_scale_shift_norm': true,
                 'resblock_updown': false, 'conv_resample': true,
                 'use_new_attention_order': false, 'dropout': 0, 'class_cond': false,
                 'num_classes': 1000, 'learn_sigma': false, 'middle_attention': true,
                 'norm': 'group', 'patch': 1, 'detail_channels': 0}
                """));
    assertThat(config.widths()).containsExactly(128, 128, 256, 256, 512, 512);
    assertThat(config.sizeMultiple()).isEqualTo(32);
    assertThat(config.outChannels()).isEqualTo(3);
    assertThat(config.attendsAt(16)).isTrue();
    assertThat(config.attendsAt(8)).isFalse();
  }

  @Test
  void survivesJson() throws JsonProcessingException {
    AdmConfig config = SmallNetworks.config(true);
    assertThat(JSON.readValue(JSON.writeValueAsString(config), AdmConfig.class)).isEqualTo(config);
    ClassifierConfig classifier =
        new ClassifierConfig(64, null, null, 4, null, null, null, null, null, null, null, null);
    String json = JSON.writeValueAsString(classifier);
    assertThat(json).contains("\"classifier_pool\":\"attention\"", "\"classifier_depth\":4");
    assertThat(JSON.readValue(json, ClassifierConfig.class)).isEqualTo(classifier);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'image_size': 0                            | image_size must be positive, got 0
          'channel_mult': '1,x'                      | channel_mult must be numbers
          'channel_mult': '1,0'                      | channel_mult must be positive numbers, got '1,0'
          'attention_resolutions': '8,0'             | attention_resolutions must be positive numbers, got '8,0'
          'attention_resolutions': 'all'             | attention_resolutions must be numbers
          'dropout': 1.0                             | dropout must be in [0, 1)
          'norm': 'batch'                            | norm must be 'group' or 'pixel', got 'batch'
          'num_heads': 0                             | num_heads must be positive, got 0
          'patch': 0                                 | patch must be positive, got 0
          'detail_channels': -1                      | detail_channels must be positive, or 0 for no such path, got -1
          'num_head_channels': 0                     | num_head_channels must be positive or -1 for none, got 0
          """)
  void refusesWhatNoNetworkCanBeBuiltFrom(String flag, String message) {
    String rest = "'num_channels': 32, 'num_res_blocks': 1";
    String size = flag.contains("image_size") ? "" : ", 'image_size': 16";
    String mult = flag.contains("channel_mult") ? "" : ", 'channel_mult': '1,2'";
    assertThatThrownBy(() -> unet("{" + rest + size + mult + ", " + flag + "}"))
        .cause()
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void asksForMultipliersOfUnusualSizes() {
    assertThatThrownBy(() -> unet("{'image_size': 48, 'num_channels': 32, 'num_res_blocks': 1}"))
        .rootCause()
        .hasMessageContaining("image_size 48 has no default channel_mult");
  }

  @Test
  void headsMustDivideTheChannels() throws JsonProcessingException {
    String flags =
        "{'image_size': 16, 'num_channels': 32, 'num_res_blocks': 1, 'channel_mult': '1', %s}";
    AdmConfig heads = unet(flags.formatted("'num_heads': 3"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AdmUNet(heads))
        .withMessage("32 channels cannot be divided among 3 attention heads");
    AdmConfig headChannels = unet(flags.formatted("'num_head_channels': 24"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AdmUNet(headChannels))
        .withMessage("32 channels are not a multiple of num_head_channels 24");
  }

  @Test
  void attentionPoolingNeedsHeads() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new ClassifierConfig(
                    64, null, null, null, null, null, null, null, null, -1, null, null))
        .withMessageContaining("needs a positive num_head_channels, got -1");
  }

  private static AdmConfig unet(String json) throws JsonProcessingException {
    return JSON.readValue(json.replace('\'', '"'), AdmConfig.class);
  }
}
