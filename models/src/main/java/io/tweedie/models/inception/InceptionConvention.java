package io.tweedie.models.inception;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.upsample_bilinear2d;

import org.bytedeco.pytorch.Tensor;

/**
 * Which Inception, shown images in which way. Numbers of different conventions cannot be compared.
 */
public enum InceptionConvention {

  /**
   * The graph of TensorFlow in which FID was defined, images resized as PyTorch does: bilinear,
   * pixels as squares, without smoothing.
   */
  PYTORCH_FID(
      "pytorch-fid",
      1008,
      "pt_inception-2015-12-05-6726825d.pth",
      "https://github.com/mseitzer/pytorch-fid/releases/download/fid_weights/") {
    @Override
    Tensor resized(Tensor images) {
      return asSquares(images);
    }
  },

  /**
   * The same graph, images resized as it does itself: bilinear, pixels as points, the first one at
   * the origin. So do torch-fidelity and the evaluator of guided-diffusion.
   */
  TORCH_FIDELITY(
      "torch-fidelity",
      1008,
      "weights-inception-2015-12-05-6726825d.pth",
      "https://github.com/toshas/torch-fidelity/releases/download/v0.2.0/") {
    @Override
    Tensor resized(Tensor images) {
      // The graph takes 128 for the middle of the levels 0 to 255, and divides by it.
      Tensor levels = images.add(scalar(1)).mul(scalar(WHITE / 2));
      Tensor resized = PointResize.to(levels, SIDE);
      return resized.sub(scalar(MIDDLE)).div(scalar(MIDDLE));
    }
  },

  /** Inception as torchvision has it, images resized as with {@link #PYTORCH_FID}. */
  TORCHVISION(
      "torchvision",
      1000,
      "inception_v3_google-0cc3c7bd.pth",
      "https://download.pytorch.org/models/") {
    @Override
    Tensor resized(Tensor images) {
      return asSquares(images);
    }
  };

  /** Height and width of what the network sees. */
  static final int SIDE = 299;

  private static final double WHITE = 255;
  private static final double MIDDLE = 128;

  private final String word;
  private final int classes;
  private final String file;
  private final String folder;

  InceptionConvention(String word, int classes, String file, String folder) {
    this.word = word;
    this.classes = classes;
    this.file = file;
    this.folder = folder;
  }

  /** Images in [-1, 1] as the network wants them, N x 3 x 299 x 299. */
  abstract Tensor resized(Tensor images);

  private static Tensor asSquares(Tensor images) {
    return upsample_bilinear2d(images, new long[] {SIDE, SIDE}, false);
  }

  /** How the averages of pooling branches treat the edge. */
  Blocks.Edge edge() {
    return this == TORCHVISION ? Blocks.Edge.COUNTED : Blocks.Edge.LEFT_OUT;
  }

  /** By which word the command line and tables know it. */
  public String word() {
    return word;
  }

  /** Number of classes. */
  public int classes() {
    return classes;
  }

  /** The name of the checkpoint that everybody uses. */
  public String file() {
    return file;
  }

  /** Where to get it. */
  public String url() {
    return folder + file;
  }

  /** What its SHA-256 begins with: the file is named after it. */
  public String sha256Start() {
    return file.substring(file.lastIndexOf('-') + 1, file.lastIndexOf('.'));
  }
}
