package io.tweedie.models.ddpm;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * Architecture of a plain DDPM network, in the words of the YAML files of DDIM, DDRM and DDNM, so
 * that those can be copied. What the network does not read is ignored.
 *
 * @param data about the images
 * @param model about the network
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DdpmConfig(Data data, Model model) {

  /** Refuses what no network can be built from. */
  public DdpmConfig {
    require(data != null && model != null, "a DDPM configuration needs sections data and model");
  }

  /** The network of the CelebA-HQ checkpoint of 256 pixels that DDRM and DDNM use. */
  public static DdpmConfig celebaHq() {
    return new DdpmConfig(
        new Data(256),
        new Model("simple", 3, 3, 128, List.of(1, 1, 2, 2, 4, 4), 2, List.of(16), 0, true));
  }

  /**
   * About the images.
   *
   * @param imageSize side in pixels; decides, with {@code attnResolutions}, where attention stands
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Data(int imageSize) {

    /** Refuses sizes that no image has. */
    public Data {
      require(imageSize > 0, "image_size must be positive, got " + imageSize);
    }
  }

  /**
   * About the network.
   *
   * @param type "simple", the only one here; "bayesian" differs in parameters that sampling does
   *     not use
   * @param inChannels image channels
   * @param outCh output channels
   * @param ch base width, a multiple of 32
   * @param chMult width multipliers per resolution, from the finest
   * @param numResBlocks residual blocks per resolution
   * @param attnResolutions image resolutions that get attention; the lowest always does once
   * @param dropout rate in training, in [0, 1)
   * @param resampWithConv learned convolutions when resolution changes
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Model(
      String type,
      int inChannels,
      int outCh,
      int ch,
      List<Integer> chMult,
      int numResBlocks,
      List<Integer> attnResolutions,
      double dropout,
      boolean resampWithConv) {

    /** Refuses what no network can be built from. */
    public Model {
      require("simple".equals(type), "model type must be 'simple', got '" + type + "'");
      require(inChannels > 0, "in_channels must be positive, got " + inChannels);
      require(outCh > 0, "out_ch must be positive, got " + outCh);
      require(ch > 0, "ch must be positive, got " + ch);
      require(
          chMult != null && !chMult.isEmpty() && chMult.stream().allMatch(mult -> mult > 0),
          "ch_mult must be positive numbers, got " + chMult);
      require(numResBlocks > 0, "num_res_blocks must be positive, got " + numResBlocks);
      require(attnResolutions != null, "attn_resolutions must be a list; it may be empty");
      require(dropout >= 0 && dropout < 1, "dropout must be in [0, 1), got " + dropout);
      chMult = List.copyOf(chMult);
      attnResolutions = List.copyOf(attnResolutions);
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  /** Number of resolutions. */
  int levels() {
    return model.chMult().size();
  }

  /** Channels at a resolution, 0 the finest. */
  int width(int level) {
    return model.ch() * model.chMult().get(level);
  }

  /** Whether blocks at a resolution, 0 the finest, are followed by attention. */
  boolean attendsAt(int level) {
    return model.attnResolutions().contains(data.imageSize() >> level);
  }

  /** Height and width must be multiples of this. */
  public int sizeMultiple() {
    return 1 << (levels() - 1);
  }
}
