package io.tweedie.models.adm;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.tweedie.models.nn.Attention;
import io.tweedie.models.nn.Norm;
import io.tweedie.models.nn.Parameters;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Architecture of a guided-diffusion network (Dhariwal and Nichol 2021), in the words of that
 * code's command line, so that a checkpoint's flags can be copied. Absent flags take its defaults.
 *
 * @param imageSize side of the training images; decides where attention stands, and the default of
 *     {@code channelMult}. Also read as {@code large_size}, its name for {@link AdmUpsampler}
 * @param inChannels image channels, default 3
 * @param numChannels base width
 * @param numResBlocks residual blocks per resolution
 * @param channelMult width multipliers per resolution, "1,2,4"; by default those of
 *     guided-diffusion for 64, 128, 256 and 512
 * @param attentionResolutions image resolutions that get attention, "32,16,8"; may be empty
 * @param numHeads attention heads, used where {@code numHeadChannels} is absent; default 4
 * @param numHeadChannels channels per head, -1 for none
 * @param numHeadsUpsample heads in the upward half, -1 for the same
 * @param useScaleShiftNorm modulate the second normalisation by the timestep (true) or add to it
 * @param resblockUpdown change resolution inside residual blocks
 * @param convResample learned convolutions when resolution changes outside residual blocks
 * @param useNewAttentionOrder the packing {@link Attention#QKV_FIRST}
 * @param dropout rate in training, in [0, 1)
 * @param classCond whether a class embedding is added to the timestep embedding
 * @param numClasses classes when {@code classCond}, default 1000
 * @param learnSigma whether the output carries variance interpolation channels too
 * @param middleAttention attention at the lowest resolution, as in all of guided-diffusion; false
 *     makes the network fully convolutional. An addition of this project
 * @param norm "group" as in guided-diffusion, or "pixel" ({@link Norm.Pixel}), an addition of this
 *     project
 * @param patch side of the squares of pixels that become the channels of one position, so that the
 *     finest resolution inside is the image's divided by it; default 1, none. An addition of this
 *     project
 * @param detailChannels width of a path at full resolution beside the U-Net ({@link DetailPath});
 *     default 0, none. An addition of this project
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AdmConfig(
    @JsonAlias("large_size") int imageSize,
    Integer inChannels,
    int numChannels,
    int numResBlocks,
    String channelMult,
    String attentionResolutions,
    Integer numHeads,
    Integer numHeadChannels,
    Integer numHeadsUpsample,
    Boolean useScaleShiftNorm,
    boolean resblockUpdown,
    Boolean convResample,
    boolean useNewAttentionOrder,
    double dropout,
    boolean classCond,
    Integer numClasses,
    boolean learnSigma,
    Boolean middleAttention,
    String norm,
    Integer patch,
    Integer detailChannels) {

  /** Fills in defaults and refuses what no network can be built from. */
  public AdmConfig {
    inChannels = orElse(inChannels, 3);
    channelMult =
        channelMult == null || channelMult.isBlank() ? defaultMult(imageSize) : channelMult;
    attentionResolutions = orElse(attentionResolutions, "16,8");
    numHeads = orElse(numHeads, 4);
    numHeadChannels = orElse(numHeadChannels, -1);
    numHeadsUpsample = orElse(numHeadsUpsample, -1);
    useScaleShiftNorm = orElse(useScaleShiftNorm, true);
    convResample = orElse(convResample, true);
    numClasses = orElse(numClasses, 1000);
    middleAttention = orElse(middleAttention, true);
    norm = orElse(norm, "group");
    patch = orElse(patch, 1);
    detailChannels = orElse(detailChannels, 0);
    require(imageSize > 0, "image_size must be positive, got " + imageSize);
    require(inChannels > 0, "in_channels must be positive, got " + inChannels);
    require(numChannels > 0, "num_channels must be positive, got " + numChannels);
    require(numResBlocks > 0, "num_res_blocks must be positive, got " + numResBlocks);
    require(
        Arrays.stream(numbers("channel_mult", channelMult)).allMatch(mult -> mult > 0),
        "channel_mult must be positive numbers, got '" + channelMult + "'");
    require(
        Arrays.stream(numbers("attention_resolutions", attentionResolutions))
            .allMatch(resolution -> resolution >= 1),
        "attention_resolutions must be positive numbers, got '" + attentionResolutions + "'");
    require(numHeads > 0, "num_heads must be positive, got " + numHeads);
    requireOptional("num_head_channels", numHeadChannels);
    requireOptional("num_heads_upsample", numHeadsUpsample);
    require(dropout >= 0 && dropout < 1, "dropout must be in [0, 1), got " + dropout);
    require(numClasses > 0, "num_classes must be positive, got " + numClasses);
    require(patch > 0, "patch must be positive, got " + patch);
    require(
        detailChannels >= 0,
        "detail_channels must be positive, or 0 for no such path, got " + detailChannels);
    require(
        norm.equals("group") || norm.equals("pixel"),
        "norm must be 'group' or 'pixel', got '" + norm + "'");
  }

  private static <T> T orElse(T value, T fallback) {
    return value == null ? fallback : value;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  private static void requireOptional(String flag, int value) {
    require(value > 0 || value == -1, flag + " must be positive or -1 for none, got " + value);
  }

  private static String defaultMult(int imageSize) {
    return switch (imageSize) {
      case 512 -> "0.5,1,1,2,2,4,4";
      case 256 -> "1,1,2,2,4,4";
      case 128 -> "1,1,2,3,4";
      case 64 -> "1,2,3,4";
      default ->
          throw new IllegalArgumentException(
              "image_size " + imageSize + " has no default channel_mult; give one, as \"1,2,4\"");
    };
  }

  /** Channels at each resolution, from the finest. */
  public int[] widths() {
    return Arrays.stream(numbers("channel_mult", channelMult))
        .mapToInt(mult -> (int) (mult * numChannels))
        .toArray();
  }

  /** Whether blocks at this downsampling factor are followed by attention. */
  public boolean attendsAt(int downsampling) {
    return Arrays.stream(numbers("attention_resolutions", attentionResolutions))
        .anyMatch(resolution -> imageSize / (int) resolution == patch * downsampling);
  }

  private static double[] numbers(String flag, String text) {
    if (text.isBlank()) {
      return new double[0];
    }
    return Arrays.stream(text.split(",")).mapToDouble(item -> number(flag, item)).toArray();
  }

  private static double number(String flag, String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          flag + " must be numbers separated by commas, got '" + text + "'", e);
    }
  }

  /** Output channels: twice the image's when variances are learned. */
  public int outChannels() {
    return learnSigma ? 2 * inChannels : inChannels;
  }

  /** Height and width must be multiples of this. */
  public int sizeMultiple() {
    return patch << (widths().length - 1);
  }

  /**
   * Whether what the network says of a pixel depends on a part of a large image only: it attends
   * nowhere, and normalises each position by itself.
   */
  boolean isLocal() {
    boolean attends =
        middleAttention
            || IntStream.range(0, widths().length).anyMatch(level -> attendsAt(1 << level));
    return norm.equals("pixel") && !attends;
  }

  Norm norm(Parameters scope, int channels) {
    return norm.equals("pixel")
        ? new Norm.Pixel(scope, channels)
        : new Norm.Group(scope, channels, 32, 1e-5);
  }

  Attention packing() {
    return useNewAttentionOrder ? Attention.QKV_FIRST : Attention.HEADS_FIRST;
  }

  /** Heads of an attention block of the given width. */
  int heads(int channels, int configured) {
    if (numHeadChannels == -1) {
      require(
          channels % configured == 0,
          channels + " channels cannot be divided among " + configured + " attention heads");
      return configured;
    }
    require(
        channels % numHeadChannels == 0,
        channels + " channels are not a multiple of num_head_channels " + numHeadChannels);
    return channels / numHeadChannels;
  }
}
