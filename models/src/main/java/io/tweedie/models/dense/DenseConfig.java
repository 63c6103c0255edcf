package io.tweedie.models.dense;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * Architecture of a {@link DenseNetwork}.
 *
 * @param inChannels image channels
 * @param width channels at half resolution; twice as many at a quarter and four times at an eighth
 * @param groups of the group normalisations; divides the width
 * @param outChannels scores of each cell
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record DenseConfig(int inChannels, int width, int groups, int outChannels) {

  /** Refuses what no network can be built from. */
  public DenseConfig {
    require(inChannels > 0, "in_channels must be positive, got " + inChannels);
    require(outChannels > 0, "out_channels must be positive, got " + outChannels);
    require(
        groups > 0 && width > 0 && width % groups == 0,
        "width must be a positive multiple of groups, got %d and %d".formatted(width, groups));
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
