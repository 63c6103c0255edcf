package io.tweedie.models.adm;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.upsample_bilinear2d;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.nn.Parameters;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * The super-resolution network of guided-diffusion (Dhariwal and Nichol 2021, section 4.5): an
 * {@link AdmUNet} that is shown a small image, enlarged, beside the noisy large one.
 */
public final class AdmUpsampler implements AutoCloseable {

  private final AdmUNet network;

  /**
   * Declares every layer; parameters get their values later.
   *
   * @param config the flags of the large images, {@code large_size} as image size. The published
   *     network for 512 pixels needs its {@code channel_mult} given: "1,1,2,2,4,4"
   */
  public AdmUpsampler(AdmConfig config) {
    network = new AdmUNet(config, 2 * config.inChannels());
  }

  /** The architecture. */
  public AdmConfig config() {
    return network.config();
  }

  /** The weights. */
  public Parameters parameters() {
    return network.parameters();
  }

  /** Switches gradients of the parameters and dropout on for training, or off. */
  public void train(boolean on) {
    network.train(on);
  }

  /**
   * Runs the network.
   *
   * @param x noisy large images, as in {@link AdmUNet#forward}
   * @param lowRes small images in [-1, 1], float32 N x inChannels x h x w of any size
   * @param timesteps as in {@link AdmUNet#forward}
   * @param condition as in {@link AdmUNet#forward}
   * @param compute how the network computes
   * @return float32 N x outChannels x H x W
   * @throws IllegalArgumentException if the arguments are not for this network
   */
  public Tensor forward(
      Tensor x, Tensor lowRes, double[] timesteps, Condition condition, Compute compute) {
    if (lowRes.dim() != 4 || lowRes.size(0) != x.size(0) || lowRes.size(1) != x.size(1)) {
      throw new IllegalArgumentException(
          "expected one small image of as many channels for each large one, got shapes %s and %s"
              .formatted(Arrays.toString(lowRes.shape()), Arrays.toString(x.shape())));
    }
    Tensor enlarged = upsample_bilinear2d(lowRes, new long[] {x.size(2), x.size(3)}, false);
    Tensor shown = cat(new TensorVector(x, enlarged), 1);
    return network.forward(shown, timesteps, condition, compute);
  }

  /** Frees the weights. */
  @Override
  public void close() {
    network.close();
  }
}
