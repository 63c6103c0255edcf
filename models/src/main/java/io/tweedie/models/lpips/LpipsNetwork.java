package io.tweedie.models.lpips;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.tensor.Device;
import io.tweedie.core.tensor.Scoped;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.nn.Parameters;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * LPIPS v0.1 (Zhang, Isola, Efros, Shechtman, Wang: "The unreasonable effectiveness of deep
 * features as a perceptual metric", CVPR 2018, equation 1): both images go through a network, and
 * at several layers the squared differences of their features, each place scaled to unit length,
 * are weighted by channel and averaged over places; the distance is the sum over layers.
 *
 * <p>The weights by channel ship; they are of the authors, from
 * https://github.com/richzhang/PerceptualSimilarity. The network's weights are the user's.
 */
public final class LpipsNetwork implements AutoCloseable {

  private static final float[] SHIFT = {-0.030f, -0.088f, -0.188f};
  private static final float[] SCALE = {0.458f, 0.448f, 0.450f};
  private static final double EPSILON = 1e-10;

  private final Backbone backbone;
  private final Parameters parameters = new Parameters();
  private final Parameters linear = new Parameters();
  private final List<Stage> stages;
  private final List<Parameter> channelWeights = new ArrayList<>();

  /**
   * Declares the backbone's layers, whose parameters get their values later, and loads the weights
   * by channel.
   */
  public LpipsNetwork(Backbone backbone) {
    this.backbone = backbone;
    this.stages = backbone.stages(parameters);
    for (Stage stage : stages) {
      Parameters layer = linear.scope("lin" + channelWeights.size()).scope("model").scope(1);
      channelWeights.add(layer.declare("weight", Initializer.ZEROS, 1, stage.channels(), 1, 1));
    }
    loadChannelWeights();
  }

  /**
   * A network with the weights of a checkpoint of torchvision, as it is downloaded or as
   * safetensors; which one is known by the names and shapes in it.
   *
   * @throws io.tweedie.models.checkpoint.CheckpointException if the file cannot be read
   * @throws IllegalArgumentException if it is of another network, with what was expected
   */
  public static LpipsNetwork load(Path file) {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      LpipsNetwork network = new LpipsNetwork(Backbone.of(checkpoint));
      try {
        network.parameters.load(checkpoint);
        return network;
      } catch (RuntimeException e) {
        network.close();
        throw e;
      }
    }
  }

  private void loadChannelWeights() {
    try (InputStream in = LpipsNetwork.class.getResourceAsStream(backbone.key() + ".safetensors")) {
      Path copy = Files.createTempFile("lpips", ".safetensors");
      try {
        Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        try (Checkpoint checkpoint = Checkpoint.open(copy)) {
          linear.load(checkpoint).requireComplete();
        }
      } finally {
        Files.delete(copy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the layers of LPIPS cannot be unpacked", e);
    }
  }

  /** Whose features are compared. */
  public Backbone backbone() {
    return backbone;
  }

  /** The backbone's weights, by their names in torchvision. */
  public Parameters parameters() {
    return parameters;
  }

  /**
   * What each layer adds to the distance. Images are compared pair by pair, so a pair's values do
   * not depend on its batch. Gradients reach both images.
   *
   * @param reference N x 3 x H x W in [-1, 1], both sides at least {@link Backbone#smallestSide()}
   * @param result same shape
   * @return float32 [N, layers], none negative; the sum over layers is the distance
   * @throws IllegalArgumentException for other shapes
   */
  public Tensor contributions(Tensor reference, Tensor result) {
    requireComparable(reference, result);
    TensorVector pairs = new TensorVector();
    for (long i = 0; i < reference.size(0); i++) {
      pairs.push_back(compare(reference.narrow(0, i, 1), result.narrow(0, i, 1)));
    }
    return cat(pairs, 0);
  }

  private void requireComparable(Tensor reference, Tensor result) {
    int side = backbone.smallestSide();
    boolean fits =
        reference.dim() == 4
            && reference.size(0) > 0
            && reference.size(1) == 3
            && Math.min(reference.size(2), reference.size(3)) >= side;
    if (!fits || !Arrays.equals(reference.shape(), result.shape())) {
      throw new IllegalArgumentException(
          "LPIPS with %s expects two times images of one shape [N, 3, H, W] with H and W at least"
                  .formatted(backbone.title())
              + " %d, got %s and %s"
                  .formatted(
                      side, Arrays.toString(reference.shape()), Arrays.toString(result.shape())));
    }
  }

  private Tensor compare(Tensor reference, Tensor result) {
    return Scoped.run(
        () -> {
          Tensor x = standardised(reference);
          Tensor y = standardised(result);
          TensorVector layers = new TensorVector();
          for (int i = 0; i < stages.size(); i++) {
            x = stages.get(i).forward(x);
            y = stages.get(i).forward(y);
            layers.push_back(contribution(x, y, channelWeights.get(i).beside(x)));
          }
          return cat(layers, 1);
        });
  }

  private static Tensor standardised(Tensor image) {
    return image
        .to(ScalarType.Float)
        .contiguous(MemoryFormat.ChannelsLast)
        .sub(channels(SHIFT, image))
        .div(channels(SCALE, image));
  }

  private static Tensor channels(float[] values, Tensor image) {
    return Device.of(image).move(Tensor.create(values, 1, 3, 1, 1));
  }

  /** 1 x C x H x W features to [1, 1]. Means over places and sums over channels may trade order. */
  private static Tensor contribution(Tensor x, Tensor y, Tensor weights) {
    return Scoped.run(
        () -> {
          Tensor squares = unitLength(x).sub(unitLength(y)).square();
          return squares.mean(2, 3).mul(weights.flatten()).sum(1).unsqueeze(1);
        });
  }

  private static Tensor unitLength(Tensor features) {
    Tensor length = features.norm(new ScalarOptional(scalar(2)), new long[] {1}, true);
    return features.div(length.add(scalar(EPSILON)));
  }

  /** Frees the weights. */
  @Override
  public void close() {
    parameters.close();
    linear.close();
  }
}
