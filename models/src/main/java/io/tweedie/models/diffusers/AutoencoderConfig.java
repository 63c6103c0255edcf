package io.tweedie.models.diffusers;

import com.fasterxml.jackson.databind.JsonNode;
import io.tweedie.core.tensor.Shape;
import io.tweedie.models.architecture.Settings;
import java.util.Collections;
import java.util.List;

/**
 * What an {@link AutoencoderKl} is made of, in the words of diffusers' {@code config.json}.
 *
 * @param inChannels channels of the images that go in
 * @param outChannels channels of the images that come out
 * @param widths channels at each resolution, from the finest
 * @param layersPerBlock residual blocks at each resolution of the encoder; the decoder has one more
 * @param latentChannels channels of the latents
 * @param groups of the normalisations
 * @param sampleSize side of the images that it was trained on
 * @param scaling by which latents are multiplied, so that their deviation is about 1
 * @param shift which is subtracted from latents before
 * @param quantConv whether a convolution of 1 x 1 follows the encoder
 * @param postQuantConv whether a convolution of 1 x 1 precedes the decoder
 * @param middleAttention whether there is attention at the lowest resolution
 */
public record AutoencoderConfig(
    int inChannels,
    int outChannels,
    List<Integer> widths,
    int layersPerBlock,
    int latentChannels,
    int groups,
    int sampleSize,
    double scaling,
    double shift,
    boolean quantConv,
    boolean postQuantConv,
    boolean middleAttention) {

  /** Copies the list. */
  public AutoencoderConfig {
    widths = List.copyOf(widths);
  }

  /**
   * Reads the settings.
   *
   * @param json a whole {@code config.json}
   * @param where it stands, as messages name it
   * @throws IllegalArgumentException naming a setting that is wrong, unknown or not supported
   */
  public static AutoencoderConfig read(JsonNode json, String where) {
    Settings settings = new Settings(where, json);
    List<Integer> widths = settings.counts("block_out_channels", List.of(64));
    requireBlocks(settings, "down_block_types", "DownEncoderBlock2D", widths.size());
    requireBlocks(settings, "up_block_types", "UpDecoderBlock2D", widths.size());
    settings.only("act_fn", "silu", "swish");
    settings.only("latents_mean");
    settings.only("latents_std");
    // Asks for float32 where a half-precision run would overflow; bf16 has the range of float32.
    settings.ignore("force_upcast");
    AutoencoderConfig config =
        new AutoencoderConfig(
            settings.count("in_channels", 3),
            settings.count("out_channels", 3),
            widths,
            settings.count("layers_per_block", 1),
            settings.count("latent_channels", 4),
            settings.count("norm_num_groups", 32),
            settings.count("sample_size", 32),
            settings.positive("scaling_factor", 0.18215),
            settings.has("shift_factor") ? settings.number("shift_factor", 0) : 0,
            settings.flag("use_quant_conv", true),
            settings.flag("use_post_quant_conv", true),
            settings.flag("mid_block_add_attention", true));
    settings.refuseUnknown();
    settings.requireMultiples("block_out_channels", widths, "norm_num_groups", config.groups);
    return config;
  }

  private static void requireBlocks(Settings settings, String name, String type, int levels) {
    List<String> types = settings.words(name, Collections.nCopies(levels, type));
    if (types.size() != levels) {
      throw settings.refused(
          "%s has %d blocks, but block_out_channels %d".formatted(name, types.size(), levels));
    }
    types.stream()
        .filter(one -> !one.equals(type))
        .findFirst()
        .ifPresent(
            other -> {
              throw settings.refused(name, other, "supported: " + type);
            });
  }

  /** By how much the sides of latents are smaller than those of images. */
  public int factor() {
    return 1 << (widths.size() - 1);
  }

  /**
   * Shape of the latents of images.
   *
   * @throws IllegalArgumentException if there are none of such images
   */
  public Shape latentShape(Shape image) {
    if (image.channels() != inChannels
        || image.height() % factor() != 0
        || image.width() % factor() != 0) {
      throw new IllegalArgumentException(
          "this autoencoder takes images of %d channels and sides that are multiples of %d, not %s"
              .formatted(inChannels, factor(), image));
    }
    return new Shape(latentChannels, image.height() / factor(), image.width() / factor());
  }

  /** Shape of the images of latents. */
  public Shape imageShape(Shape latent) {
    return new Shape(outChannels, latent.height() * factor(), latent.width() * factor());
  }
}
