package io.tweedie.models.diffusers;

import io.tweedie.models.architecture.Settings;
import io.tweedie.models.diffusers.UNet2dConfig.Look;
import io.tweedie.models.nn.Halving;
import io.tweedie.models.nn.TimestepEmbedding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The settings that diffusers' U-Nets have in common. */
final class UNetSettings {

  private UNetSettings() {}

  /** Refuses what both know and this project does not. */
  static void requireCommon(Settings settings) {
    settings.only("center_input_sample", false);
    settings.only("time_embedding_type", "positional");
    settings.only("act_fn", "silu", "swish");
    settings.only("mid_block_scale_factor", 1);
    settings.only("class_embed_type");
    // The size it was trained on; any multiple of its smallest size is taken.
    settings.ignore("sample_size");
  }

  /** What blocks look at by their types, in the order of the file. */
  static List<Look> looks(
      Settings settings, String name, List<String> fallback, Map<String, Look> types, int levels) {
    List<String> words = settings.words(name, fallback);
    if (words.size() != levels) {
      throw settings.refused(
          "%s has %d blocks, but block_out_channels %d".formatted(name, words.size(), levels));
    }
    List<Look> looks = new ArrayList<>();
    for (String word : words) {
      Look look = types.get(word);
      if (look == null) {
        throw settings.refused(
            name,
            word,
            "supported: " + String.join(", ", types.keySet().stream().sorted().toList()));
      }
      looks.add(look);
    }
    return looks;
  }

  /** The other way round: blocks on the way up are counted from the lowest level. */
  static List<Look> fromFinest(List<Look> looks) {
    List<Look> turned = new ArrayList<>(looks);
    Collections.reverse(turned);
    return turned;
  }

  static TimestepEmbedding times(Settings settings) {
    boolean cosineFirst = settings.flag("flip_sin_to_cos", true);
    double shift = settings.number("freq_shift", 0);
    if (cosineFirst && shift == 0) {
      return TimestepEmbedding.COSINE_FIRST;
    }
    if (!cosineFirst && shift == 1) {
      return TimestepEmbedding.SINE_FIRST;
    }
    throw settings.refused(
        "flip_sin_to_cos is %s with freq_shift %s; supported: true with 0, and false with 1"
            .formatted(cosineFirst, shift));
  }

  static int timeChannels(Settings settings, List<Integer> widths) {
    return settings.optionalCount("time_embedding_dim").orElse(4 * widths.get(0));
  }

  static Halving.Padding padding(Settings settings) {
    settings.only("downsample_padding", 0, 1);
    return settings.number("downsample_padding", 1) == 0
        ? Halving.Padding.RIGHT_AND_BELOW
        : Halving.Padding.AROUND;
  }

  static int classes(Settings settings) {
    return settings.optionalCount("num_class_embeds").orElse(0);
  }

  /** Checks that each level that attends has whole heads. */
  static void requireHeads(Settings settings, UNet2dConfig config) {
    for (int level = 0; level < config.levels(); level++) {
      boolean attends =
          level == config.levels() - 1
              || config.down().get(level) != Look.NOTHING
              || config.up().get(level) != Look.NOTHING;
      int width = config.widths().get(level);
      int heads = config.heads().get(level);
      if (attends && width % heads != 0) {
        throw settings.refused(
            "attention_head_dim, which is the number of heads, is %d for a level of %d channels; it"
                    .formatted(heads, width)
                + " must divide them");
      }
    }
  }
}
