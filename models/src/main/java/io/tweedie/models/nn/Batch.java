package io.tweedie.models.nn;

import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Batching;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Layout;
import io.tweedie.core.tensor.Precision;
import io.tweedie.core.tensor.Scoped;
import java.util.Arrays;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** The arguments of one run of a network: images, and what each is conditioned on. */
public final class Batch {

  private final Tensor images;
  private final double[] timesteps;
  private final Condition condition;

  /**
   * Checks that the arguments belong together.
   *
   * @param images N x C x H x W
   * @param timesteps one for all images or one per image
   * @param condition of all images or of each
   * @throws IllegalArgumentException if the images have another number of dimensions, or there are
   *     neither one nor N timesteps, or the condition is of neither one nor N images
   */
  public Batch(Tensor images, double[] timesteps, Condition condition) {
    if (images.dim() != 4) {
      throw new IllegalArgumentException(
          "expected images of shape [N, C, H, W], got " + Arrays.toString(images.shape()));
    }
    this.images = images;
    this.timesteps = timesteps;
    this.condition = condition;
    if (timesteps.length != 1 && timesteps.length != images.size(0)) {
      throw new IllegalArgumentException(
          "expected one of timesteps or one per image, got %d for images of shape %s"
              .formatted(timesteps.length, Arrays.toString(images.shape())));
    }
    condition.requireServes(images.size(0));
  }

  /**
   * Checks that a network can take the images.
   *
   * @param channels that the network expects
   * @param multiple by which height and width must divide
   * @throws IllegalArgumentException otherwise
   */
  public Batch requireImages(long channels, long multiple) {
    if (images.size(1) != channels
        || images.size(2) % multiple != 0
        || images.size(3) % multiple != 0) {
      throw new IllegalArgumentException(
          "expected images of shape [N, %d, H, W] with H and W multiples of %d, got %s"
              .formatted(channels, multiple, Arrays.toString(images.shape())));
    }
    return this;
  }

  /** N x C x H x W. */
  public Tensor images() {
    return images;
  }

  /** One or N. */
  public double[] timesteps() {
    return timesteps.clone();
  }

  /** Of one image, which serves all, or of N. */
  public Condition condition() {
    return condition;
  }

  /**
   * Runs a network so that an image's result and gradient have the same bits in any batch: one
   * image at a time, or all at once where that is known to give the same.
   *
   * @param compute how the network will compute
   */
  public Tensor independently(Compute compute, Function<Batch, Tensor> network) {
    return roundsAlikeInAnyBatch(compute) ? network.apply(this) : separately(compute, network);
  }

  /**
   * The same for a network with layers that round differently in a batch whatever they compute in,
   * as products with the tokens of each image do: one image at a time.
   *
   * @param compute how the network will compute
   */
  public Tensor separately(Compute compute, Function<Batch, Tensor> network) {
    if (compute.batching() == Batching.FAST || images.size(0) == 1) {
      return network.apply(this);
    }
    TensorVector results = new TensorVector();
    for (int i = 0; i < images.size(0); i++) {
      Batch image = image(i);
      results.push_back(Scoped.run(() -> network.apply(image)));
    }
    return cat(results, 0);
  }

  /**
   * How sums are ordered, and so how they round, depends on the size of the batch in gradients of
   * convolutions, in products with several embeddings, in normalisations of other layouts, and in
   * attention to a text.
   */
  private boolean roundsAlikeInAnyBatch(Compute compute) {
    boolean shared =
        timesteps.length == 1 && condition.images() == 1 && !(condition instanceof Condition.Text);
    boolean plain =
        compute.precision() == Precision.FLOAT32 && compute.layout() == Layout.CONTIGUOUS;
    return shared && plain && !images.requires_grad();
  }

  private Batch image(int i) {
    return new Batch(
        images.narrow(0, i, 1),
        new double[] {timesteps[timesteps.length == 1 ? 0 : i]},
        condition.image(i));
  }
}
