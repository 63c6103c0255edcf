package io.tweedie.models.cnn;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * Architecture of a {@link CnnClassifier}.
 *
 * @param imageSize side of the images, a multiple of 2^stages
 * @param inChannels image channels
 * @param widths channels of each stage; every stage halves the resolution
 * @param groups of the group normalisations; divides every width
 * @param outChannels number of classes
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CnnConfig(
    int imageSize, int inChannels, List<Integer> widths, int groups, int outChannels) {

  /** Refuses what no network can be built from. */
  public CnnConfig {
    require(inChannels > 0, "in_channels must be positive, got " + inChannels);
    require(outChannels > 0, "out_channels must be positive, got " + outChannels);
    require(groups > 0, "groups must be positive, got " + groups);
    require(widths != null && !widths.isEmpty(), "widths must name the channels of each stage");
    widths = List.copyOf(widths);
    int divisor = groups;
    require(
        widths.stream().allMatch(width -> width > 0 && width % divisor == 0),
        "widths must be multiples of groups %d, got %s".formatted(groups, widths));
    require(
        imageSize > 0 && imageSize % (1 << widths.size()) == 0,
        "image_size must be a multiple of %d for %d stages, got %d"
            .formatted(1 << widths.size(), widths.size(), imageSize));
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
