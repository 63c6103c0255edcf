package io.tweedie.models.bkse;

import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.tensor.Scoped;
import io.tweedie.core.tensor.Shape;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.nn.Parameters;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * The network that blurs sharp images by a code of the blur (Tran, Tran, Phung and Hoai, Explore
 * Image Deblurring via Encoded Blur Kernel Space, CVPR 2021), with the parameter names of the
 * authors' checkpoints. Their {@code KernelWizard} also has a part that finds the code of a sharp
 * and a blurred image; it is not needed to blur and is not here.
 */
public final class KernelSpaceBlur implements AutoCloseable {

  /** Height and width of images are multiples of this; each such square has a code of its own. */
  public static final int SIZE_MULTIPLE = 128;

  private static final String UNUSED = "kernel_extractor.";
  private static final int LAST_WIDTH = 64;

  private final BlurConfig config;
  private final Parameters parameters = new Parameters();
  private final Sequence features;
  private final KernelAdapter adapter;
  private final Sequence reconstruction;

  /** Declares every layer; parameters get their values later. */
  public KernelSpaceBlur(BlurConfig config) {
    this.config = config;
    int width = config.width();
    features =
        new Sequence(parameters.scope("feature_extractor"))
            .activated(config.inputChannels(), width, 1)
            .activated(width, width, 2)
            .activated(width, width, 2)
            .residual(width, config.frontBlocks());
    adapter = new KernelAdapter(parameters.scope("adapter").scope("model"), width);
    reconstruction =
        new Sequence(parameters.scope("recon_trunk"))
            .residual(width, config.backBlocks())
            .enlarged(width, width)
            .enlarged(width, LAST_WIDTH)
            .activated(LAST_WIDTH, LAST_WIDTH, 1)
            .convolution(LAST_WIDTH, config.inputChannels(), 1);
  }

  /**
   * Loads a checkpoint of the authors.
   *
   * @param config {@link BlurConfig#published()} for those they published
   * @throws io.tweedie.models.checkpoint.CheckpointException if the file cannot be read
   * @throws IllegalArgumentException if it is of another network, saying how it differs
   */
  public static KernelSpaceBlur load(Path file, BlurConfig config) {
    KernelSpaceBlur network = new KernelSpaceBlur(config);
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      network.parameters.load(checkpoint).ignoring(UNUSED).requireComplete();
      return network;
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  /** The weights. */
  public Parameters parameters() {
    return parameters;
  }

  /**
   * The shape of the codes for images of a shape.
   *
   * @throws IllegalArgumentException if the network takes no such images
   */
  public Shape kernelShape(Shape image) {
    if (image.channels() != config.inputChannels()
        || image.height() % SIZE_MULTIPLE != 0
        || image.width() % SIZE_MULTIPLE != 0) {
      throw new IllegalArgumentException(
          "this blur takes images of %d channels whose height and width are multiples of %d, not %s"
              .formatted(config.inputChannels(), SIZE_MULTIPLE, image));
    }
    return new Shape(
        config.kernelChannels(), image.height() / SIZE_MULTIPLE, image.width() / SIZE_MULTIPLE);
  }

  /**
   * Blurs images. Differentiable in both arguments. One image at a time, so that the result for one
   * has the same bits in any batch.
   *
   * @param x N x inputChannels x H x W in [0, 1]
   * @param kernel one code for all images or one each, [1 or N] x {@link #kernelShape}
   * @return blurred images in the shape of {@code x}, not clipped
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public Tensor forward(Tensor x, Tensor kernel) {
    kernelShape(Shape.of(x)).require(kernel, "code of the blur");
    if (kernel.size(0) != 1 && kernel.size(0) != x.size(0)) {
      throw new IllegalArgumentException(
          "a blur needs one code or one for each image, but there are %d images and %d codes"
              .formatted(x.size(0), kernel.size(0)));
    }
    TensorVector blurred = new TensorVector();
    for (long i = 0; i < x.size(0); i++) {
      Tensor image = x.narrow(0, i, 1);
      Tensor code = kernel.narrow(0, kernel.size(0) == 1 ? 0 : i, 1);
      blurred.push_back(Scoped.run(() -> blur(image, code)));
    }
    return cat(blurred, 0);
  }

  private Tensor blur(Tensor image, Tensor code) {
    return image.add(reconstruction.forward(adapter.forward(features.forward(image), code)));
  }

  /** Frees the weights. */
  @Override
  public void close() {
    parameters.close();
  }
}
