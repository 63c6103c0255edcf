package io.tweedie.models.resnet;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * Architecture of a {@link CifarResNet}. With bottleneck blocks 3, 4, 6, 3 and width 64 it is
 * ResNet-50, with basic blocks 2, 2, 2, 2 and width 64 ResNet-18.
 *
 * @param inChannels image channels; 3 if absent
 * @param block kind of the residual blocks
 * @param blocks how many in each stage; every stage but the first halves the resolution
 * @param width channels of the first stage, of which each further one has twice as many; 64 if
 *     absent
 * @param outChannels number of classes; 10 if absent
 * @param mean of each channel in [0, 1], which is subtracted from images; that of CIFAR-10 if
 *     absent
 * @param std deviation of each channel in [0, 1], by which they are divided; that of CIFAR-10 if
 *     absent
 * @param clamp whether images are brought into [0, 1] first, as the robustness package does, so
 *     that pixels beyond have no gradient
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CifarResNetConfig(
    int inChannels,
    BlockKind block,
    List<Integer> blocks,
    int width,
    int outChannels,
    List<Double> mean,
    List<Double> std,
    boolean clamp) {

  private static final List<Double> CIFAR_MEAN = List.of(0.4914, 0.4822, 0.4465);
  private static final List<Double> CIFAR_STD = List.of(0.2023, 0.1994, 0.2010);

  /** Kinds of residual blocks. */
  public enum BlockKind {
    /** Two convolutions of 3 x 3. */
    BASIC(1),
    /** One of 3 x 3 between two of 1 x 1, the last of which quadruples the channels. */
    BOTTLENECK(4);

    private final int expansion;

    BlockKind(int expansion) {
      this.expansion = expansion;
    }

    /** Channels that leave a block, as a multiple of those inside. */
    int expansion() {
      return expansion;
    }
  }

  /** Fills in what is usual and refuses what no network can be built from. */
  public CifarResNetConfig {
    inChannels = inChannels == 0 ? 3 : inChannels;
    width = width == 0 ? 64 : width;
    outChannels = outChannels == 0 ? 10 : outChannels;
    mean = mean == null ? CIFAR_MEAN : List.copyOf(mean);
    std = std == null ? CIFAR_STD : List.copyOf(std);
    require(inChannels > 0, "in_channels must be positive, got " + inChannels);
    require(width > 0, "width must be positive, got " + width);
    require(outChannels > 0, "out_channels must be positive, got " + outChannels);
    require(block != null, "block must be basic or bottleneck");
    require(
        blocks != null && !blocks.isEmpty() && blocks.size() <= 8,
        "blocks must say how many there are in each of 1 to 8 stages");
    blocks = List.copyOf(blocks);
    require(
        blocks.stream().allMatch(n -> n > 0),
        "every stage needs at least one block, got " + blocks);
    require(
        mean.size() == inChannels && std.size() == inChannels,
        "mean and std must have a number for each of %d channels, got %s and %s"
            .formatted(inChannels, mean, std));
    require(std.stream().allMatch(s -> s > 0), "std must be positive, got " + std);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
