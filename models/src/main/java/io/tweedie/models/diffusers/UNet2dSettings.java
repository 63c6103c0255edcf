package io.tweedie.models.diffusers;

import io.tweedie.models.architecture.Settings;
import io.tweedie.models.diffusers.UNet2dConfig.Look;
import io.tweedie.models.diffusers.UNet2dConfig.Transformers;
import io.tweedie.models.nn.ResidualBlock;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The settings of diffusers' {@code UNet2DModel}, with its defaults. */
final class UNet2dSettings {

  private static final Map<String, Look> DOWN =
      Map.of("DownBlock2D", Look.NOTHING, "AttnDownBlock2D", Look.THEMSELVES);
  private static final Map<String, Look> UP =
      Map.of("UpBlock2D", Look.NOTHING, "AttnUpBlock2D", Look.THEMSELVES);
  private static final String DEFAULT = "default";
  private static final String SCALE_SHIFT = "scale_shift";

  private UNet2dSettings() {}

  static UNet2dConfig read(Settings settings) {
    UNetSettings.requireCommon(settings);
    settings.only("downsample_type", "conv");
    settings.only("upsample_type", "conv");
    settings.requireWord("mid_block_type", "UNetMidBlock2D");
    // Read only by time embeddings of other types.
    settings.ignore("num_train_timesteps");
    List<Integer> widths = settings.counts("block_out_channels", List.of(224, 448, 672, 896));
    int groups = settings.count("norm_num_groups", 32);
    ResidualBlock.Telling telling = telling(settings);
    boolean attends = settings.flag("add_attention", true);
    OptionalInt middleGroups = settings.optionalCount("attn_norm_num_groups");
    if (attends && middleGroups.isEmpty() && telling == ResidualBlock.Telling.SCALE_SHIFT) {
      throw settings.refused(
          "resnet_time_scale_shift is scale_shift without attn_norm_num_groups, which leaves the"
              + " middle's attention without normalisation; that is not supported");
    }
    List<Integer> heads = heads(settings, widths);
    UNet2dConfig config =
        new UNet2dConfig(
            settings.count("in_channels", 3),
            settings.count("out_channels", 3),
            widths,
            UNetSettings.looks(
                settings,
                "down_block_types",
                List.of("DownBlock2D", "AttnDownBlock2D", "AttnDownBlock2D", "AttnDownBlock2D"),
                DOWN,
                widths.size()),
            attends ? Look.THEMSELVES : Look.NOTHING,
            UNetSettings.fromFinest(
                UNetSettings.looks(
                    settings,
                    "up_block_types",
                    List.of("AttnUpBlock2D", "AttnUpBlock2D", "AttnUpBlock2D", "UpBlock2D"),
                    UP,
                    widths.size())),
            heads,
            settings.count("layers_per_block", 2),
            UNetSettings.times(settings),
            UNetSettings.timeChannels(settings, widths),
            telling,
            groups,
            middleGroups.orElse(groups),
            settings.positive("norm_eps", 1e-5),
            UNetSettings.padding(settings),
            settings.rate("dropout"),
            new Transformers(0, List.of(), false),
            UNetSettings.classes(settings));
    settings.refuseUnknown();
    settings.requireMultiples("block_out_channels", widths, "norm_num_groups", groups);
    settings.requireMultiples(
        "block_out_channels",
        List.of(config.lowest()),
        "attn_norm_num_groups",
        config.middleGroups());
    return config;
  }

  private static ResidualBlock.Telling telling(Settings settings) {
    settings.only("resnet_time_scale_shift", DEFAULT, SCALE_SHIFT);
    return settings.word("resnet_time_scale_shift", DEFAULT).equals(SCALE_SHIFT)
        ? ResidualBlock.Telling.SCALE_SHIFT
        : ResidualBlock.Telling.ADDED;
  }

  /** The setting is of channels per head here; null is one head. */
  private static List<Integer> heads(Settings settings, List<Integer> widths) {
    boolean oneHead = settings.isNull("attention_head_dim");
    int channels = oneHead ? 0 : settings.count("attention_head_dim", 8);
    return widths.stream().map(width -> oneHead ? 1 : headsOf(settings, width, channels)).toList();
  }

  private static int headsOf(Settings settings, int width, int channels) {
    if (width % channels != 0) {
      throw settings.refused(
          "attention_head_dim", channels, "it must divide block_out_channels, which has " + width);
    }
    return width / channels;
  }
}
