package io.tweedie.models.diffusers;

import com.fasterxml.jackson.databind.JsonNode;
import io.tweedie.models.architecture.Settings;
import io.tweedie.models.nn.Halving;
import io.tweedie.models.nn.ResidualBlock;
import io.tweedie.models.nn.TimestepEmbedding;
import java.util.List;

/**
 * What a {@link UNet2d} is made of. Lists by level begin with the finest one.
 *
 * @param inChannels channels of the images that go in
 * @param outChannels channels of what comes out
 * @param widths channels at each level
 * @param down what blocks look at on the way down, by level
 * @param middle what the middle looks at
 * @param up what blocks look at on the way up, by level
 * @param heads of attention, by level
 * @param layersPerBlock residual blocks at each level on the way down; on the way up there is one
 *     more
 * @param times how timesteps are embedded
 * @param timeChannels channels of the embedding of the timestep
 * @param telling how residual blocks are told it
 * @param groups of the normalisations
 * @param middleGroups of the normalisation of the middle's self-attention
 * @param epsilon of the normalisations
 * @param padding where zeros stand when resolution is halved
 * @param dropout rate in training, in [0, 1)
 * @param transformer what attention to a text is made of
 * @param classes that it is told of, a null class counted; 0 if it is not told classes
 */
public record UNet2dConfig(
    int inChannels,
    int outChannels,
    List<Integer> widths,
    List<Look> down,
    Look middle,
    List<Look> up,
    List<Integer> heads,
    int layersPerBlock,
    TimestepEmbedding times,
    int timeChannels,
    ResidualBlock.Telling telling,
    int groups,
    int middleGroups,
    double epsilon,
    Halving.Padding padding,
    double dropout,
    Transformers transformer,
    int classes) {

  /** What the positions of a level look at after each residual block. */
  public enum Look {
    /** Nothing. */
    NOTHING,
    /** Each other. */
    THEMSELVES,
    /** Each other and a text. */
    TEXT
  }

  /**
   * What attention to a text is made of.
   *
   * @param contextWidth channels of each token of the text; 0 if the network is told no text
   * @param layers one behind the other, by level
   * @param matrices whether the maps before and behind them are stored as matrices, and not as
   *     convolutions of 1 x 1
   */
  public record Transformers(int contextWidth, List<Integer> layers, boolean matrices) {

    /** Copies the list. */
    public Transformers {
      layers = List.copyOf(layers);
    }
  }

  /** Copies the lists. */
  public UNet2dConfig {
    widths = List.copyOf(widths);
    down = List.copyOf(down);
    up = List.copyOf(up);
    heads = List.copyOf(heads);
  }

  /**
   * Reads the settings of diffusers' {@code UNet2DModel}.
   *
   * @param json a whole {@code config.json}
   * @param where it stands, as messages name it
   * @throws IllegalArgumentException naming a setting that is wrong, unknown or not supported
   */
  public static UNet2dConfig ofImages(JsonNode json, String where) {
    return UNet2dSettings.read(new Settings(where, json));
  }

  /**
   * Reads the settings of diffusers' {@code UNet2DConditionModel}.
   *
   * @param json a whole {@code config.json}
   * @param where it stands, as messages name it
   * @throws IllegalArgumentException naming a setting that is wrong, unknown or not supported
   */
  public static UNet2dConfig ofTexts(JsonNode json, String where) {
    return UNet2dConditionSettings.read(new Settings(where, json));
  }

  /** Whether the network must be told a text. */
  public boolean takesText() {
    return transformer.contextWidth() > 0;
  }

  int levels() {
    return widths.size();
  }

  int lowest() {
    return widths.get(levels() - 1);
  }

  /** Height and width must be multiples of this. */
  public int sizeMultiple() {
    return 1 << (levels() - 1);
  }
}
