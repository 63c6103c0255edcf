package io.tweedie.models.adm;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Architecture of a classifier of noisy images, in the words of guided-diffusion's command line.
 * Absent flags take its defaults.
 *
 * @param imageSize side of the images
 * @param inChannels image channels, default 3
 * @param width base width, default 128
 * @param depth residual blocks per resolution, default 2
 * @param attentionResolutions as in {@link AdmConfig}, default "32,16,8"
 * @param useScaleShiftNorm as in {@link AdmConfig}, default true
 * @param resblockUpdown as in {@link AdmConfig}, default true
 * @param pool how features become scores, default {@link ClassifierPool#ATTENTION}
 * @param channelMult as in {@link AdmConfig}
 * @param numHeadChannels channels per attention head, default 64
 * @param outChannels number of classes, default 1000
 * @param patch as in {@link AdmConfig}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClassifierConfig(
    @JsonProperty("image_size") int imageSize,
    @JsonProperty("in_channels") Integer inChannels,
    @JsonProperty("classifier_width") Integer width,
    @JsonProperty("classifier_depth") Integer depth,
    @JsonProperty("classifier_attention_resolutions") String attentionResolutions,
    @JsonProperty("classifier_use_scale_shift_norm") Boolean useScaleShiftNorm,
    @JsonProperty("classifier_resblock_updown") Boolean resblockUpdown,
    @JsonProperty("classifier_pool") ClassifierPool pool,
    @JsonProperty("channel_mult") String channelMult,
    @JsonProperty("num_head_channels") Integer numHeadChannels,
    @JsonProperty("out_channels") Integer outChannels,
    @JsonProperty("patch") Integer patch) {

  /** Fills in defaults and refuses what no network can be built from. */
  public ClassifierConfig {
    inChannels = inChannels == null ? 3 : inChannels;
    width = width == null ? 128 : width;
    depth = depth == null ? 2 : depth;
    attentionResolutions = attentionResolutions == null ? "32,16,8" : attentionResolutions;
    useScaleShiftNorm = useScaleShiftNorm == null || useScaleShiftNorm;
    resblockUpdown = resblockUpdown == null || resblockUpdown;
    pool = pool == null ? ClassifierPool.ATTENTION : pool;
    numHeadChannels = numHeadChannels == null ? 64 : numHeadChannels;
    outChannels = outChannels == null ? 1000 : outChannels;
    if (outChannels < 1) {
      throw new IllegalArgumentException("out_channels must be positive, got " + outChannels);
    }
    if (pool == ClassifierPool.ATTENTION && numHeadChannels < 1) {
      throw new IllegalArgumentException(
          "classifier_pool attention needs a positive num_head_channels, got " + numHeadChannels);
    }
  }

  /** The U-Net whose way down this classifier is. */
  AdmConfig trunk() {
    return new AdmConfig(
        imageSize,
        inChannels,
        width,
        depth,
        channelMult,
        attentionResolutions,
        1,
        numHeadChannels,
        -1,
        useScaleShiftNorm,
        resblockUpdown,
        true,
        false,
        0,
        false,
        null,
        false,
        true,
        "group",
        patch,
        null);
  }
}
