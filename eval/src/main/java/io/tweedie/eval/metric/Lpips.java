package io.tweedie.eval.metric;

import io.tweedie.models.checkpoint.Sha256;
import io.tweedie.models.lpips.Backbone;
import io.tweedie.models.lpips.LpipsNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Learned perceptual distance (see {@link LpipsNetwork}): 0 for equal images, and seldom above 1.
 * Gray images count as three equal channels. Values depend on the network; {@link #note} says which
 * it is, and whether its weights are those of everybody else.
 */
public final class Lpips implements Metric, AutoCloseable {

  private static final int SHOWN_DIGITS = 12;

  private final LpipsNetwork network;
  private final String sha256;

  private Lpips(LpipsNetwork network, String sha256) {
    this.network = network;
    this.sha256 = sha256;
  }

  /**
   * LPIPS by the network whose weights a file holds.
   *
   * @param weights a checkpoint of torchvision; {@link LpipsWeights} finds it where users put it
   * @throws io.tweedie.models.checkpoint.CheckpointException if it cannot be read
   * @throws IllegalArgumentException if it is of another network, with what was expected
   * @throws IOException if it cannot be read to the end
   */
  public static Lpips load(Path weights) throws IOException {
    LpipsNetwork network = LpipsNetwork.load(weights);
    try {
      return new Lpips(network, Sha256.of(weights));
    } catch (IOException e) {
      network.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return "lpips";
  }

  @Override
  public boolean higherIsBetter() {
    return false;
  }

  @Override
  public long smallestSide() {
    return network.backbone().smallestSide();
  }

  /** What tables say of the network, and of images that are too small for it. */
  public LpipsNote note() {
    Backbone backbone = network.backbone();
    String gap = "not measured: the image has a side below %d pixels".formatted(smallestSide());
    return new LpipsNote(Optional.of(backbone.title() + ", " + provenance(backbone)), gap);
  }

  /** Numbers by other weights are no LPIPS that anybody could compare with. */
  private String provenance(Backbone backbone) {
    String digits = "SHA-256 " + sha256.substring(0, SHOWN_DIGITS);
    return sha256.startsWith(backbone.sha256Start())
        ? "weights of torchvision, " + digits
        : "weights that are not the file of torchvision (%s), but of %s"
            .formatted(backbone.sha256Start(), digits);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the shapes differ, there are neither 1 nor 3 channels, or a
   *     side is below {@link #smallestSide()}
   */
  @Override
  public double[] measure(Tensor reference, Tensor result) {
    return new ImagePairs(reference, result)
        .each(
            (x, y) ->
                network
                    .contributions(colour(x), colour(y))
                    .to(ScalarType.Double)
                    .sum()
                    .item_double());
  }

  /** C x 1 x H x W to 1 x 3 x H x W. */
  private static Tensor colour(Tensor image) {
    Tensor channelsSecond = image.transpose(0, 1);
    return image.size(0) == 1
        ? channelsSecond.expand(1, 3, image.size(2), image.size(3))
        : channelsSecond;
  }

  /** Frees the network. */
  @Override
  public void close() {
    network.close();
  }
}
