package io.tweedie.models.bkse;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Architecture of a {@link KernelSpaceBlur}, in the words of the YAML files of its authors. What
 * the network does not read is ignored.
 *
 * @param inputChannels of the images
 * @param width channels of its features
 * @param frontBlocks residual blocks before the kernel is applied
 * @param backBlocks residual blocks after
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record BlurConfig(
    @JsonProperty("input_nc") int inputChannels,
    @JsonProperty("nf") int width,
    @JsonProperty("front_RBs") int frontBlocks,
    @JsonProperty("back_RBs") int backBlocks) {

  /** Refuses what no network can be built from. */
  public BlurConfig {
    if (inputChannels < 1 || width < 1 || frontBlocks < 0 || backBlocks < 0) {
      throw new IllegalArgumentException(
          "input_nc and nf must be positive and front_RBs and back_RBs not negative, got "
              + "%d, %d, %d and %d".formatted(inputChannels, width, frontBlocks, backBlocks));
    }
  }

  /** The networks that the authors published, such as the one for DPS, GOPRO_wVAE.pth. */
  public static BlurConfig published() {
    return new BlurConfig(3, 64, 10, 20);
  }

  /** Channels of a kernel code. */
  public int kernelChannels() {
    return 8 * width;
  }
}
