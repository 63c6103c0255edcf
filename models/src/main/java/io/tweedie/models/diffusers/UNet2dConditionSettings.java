package io.tweedie.models.diffusers;

import io.tweedie.models.architecture.Settings;
import io.tweedie.models.diffusers.UNet2dConfig.Look;
import io.tweedie.models.diffusers.UNet2dConfig.Transformers;
import io.tweedie.models.nn.ResidualBlock;
import java.util.List;
import java.util.Map;

/** The settings of diffusers' {@code UNet2DConditionModel}, with its defaults. */
final class UNet2dConditionSettings {

  private static final String WITH_TEXT = "CrossAttn";
  private static final Map<String, Look> DOWN =
      Map.of("DownBlock2D", Look.NOTHING, WITH_TEXT + "DownBlock2D", Look.TEXT);
  private static final Map<String, Look> UP =
      Map.of("UpBlock2D", Look.NOTHING, WITH_TEXT + "UpBlock2D", Look.TEXT);

  private UNet2dConditionSettings() {}

  static UNet2dConfig read(Settings settings) {
    UNetSettings.requireCommon(settings);
    requirePlain(settings);
    List<Integer> widths = settings.counts("block_out_channels", List.of(320, 640, 1280, 1280));
    int levels = widths.size();
    int groups = settings.count("norm_num_groups", 32);
    // What it calls channels per head is the number of heads, a slip that files keep to.
    List<Integer> heads = settings.countsByLevel("attention_head_dim", 8, levels);
    UNet2dConfig config =
        new UNet2dConfig(
            settings.count("in_channels", 4),
            settings.count("out_channels", 4),
            widths,
            UNetSettings.looks(
                settings,
                "down_block_types",
                List.of(
                    WITH_TEXT + "DownBlock2D",
                    WITH_TEXT + "DownBlock2D",
                    WITH_TEXT + "DownBlock2D",
                    "DownBlock2D"),
                DOWN,
                levels),
            Look.TEXT,
            UNetSettings.fromFinest(
                UNetSettings.looks(
                    settings,
                    "up_block_types",
                    List.of(
                        "UpBlock2D",
                        WITH_TEXT + "UpBlock2D",
                        WITH_TEXT + "UpBlock2D",
                        WITH_TEXT + "UpBlock2D"),
                    UP,
                    levels)),
            heads,
            settings.count("layers_per_block", 2),
            UNetSettings.times(settings),
            UNetSettings.timeChannels(settings, widths),
            ResidualBlock.Telling.ADDED,
            groups,
            groups,
            settings.positive("norm_eps", 1e-5),
            UNetSettings.padding(settings),
            settings.rate("dropout"),
            new Transformers(
                settings.count("cross_attention_dim", 1280),
                settings.countsByLevel("transformer_layers_per_block", 1, levels),
                settings.flag("use_linear_projection", false)),
            0);
    settings.refuseUnknown();
    settings.requireMultiples("block_out_channels", widths, "norm_num_groups", groups);
    UNetSettings.requireHeads(settings, config);
    return config;
  }

  /** Variants of other models than Stable Diffusion 1 and 2, which would compute something else. */
  private static void requirePlain(Settings settings) {
    settings.requireWord("mid_block_type", "UNetMidBlock2DCrossAttn");
    settings.only("only_cross_attention", false);
    settings.only("mid_block_only_cross_attention", false);
    settings.only("dual_cross_attention", false);
    settings.only("reverse_transformer_layers_per_block");
    settings.only("encoder_hid_dim");
    settings.only("encoder_hid_dim_type");
    settings.only("num_attention_heads");
    settings.only("addition_embed_type");
    settings.only("num_class_embeds");
    settings.only("resnet_time_scale_shift", "default");
    settings.only("resnet_skip_time_act", false);
    settings.only("resnet_out_scale_factor", 1);
    settings.only("time_embedding_act_fn");
    settings.only("timestep_post_act");
    settings.only("time_cond_proj_dim");
    settings.only("conv_in_kernel", 3);
    settings.only("conv_out_kernel", 3);
    settings.only("attention_type", "default");
    settings.only("class_embeddings_concat", false);
    settings.only("cross_attention_norm");
    // These belong to embeddings that are refused above.
    settings.ignore(
        "addition_time_embed_dim",
        "projection_class_embeddings_input_dim",
        "addition_embed_type_num_heads");
    // The fused form computes its products in float32 whatever it is given.
    settings.ignore("upcast_attention");
  }
}
