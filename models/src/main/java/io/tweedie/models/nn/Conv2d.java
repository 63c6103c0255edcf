package io.tweedie.models.nn;

import static org.bytedeco.pytorch.global.torch.constant_pad_nd;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.hasMKLDNN;
import static org.bytedeco.pytorch.global.torch.mkldnn_convolution;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Two-dimensional convolution; zero padding. */
public final class Conv2d {

  private static final long[] NO_DILATION = {1, 1};

  private final Parameter weight;
  private final Parameter bias;
  private final long[] stride;
  private final long[] padding;
  private final PackedConvolution packed;

  /** A convolution of odd kernel size that keeps height and width. */
  public Conv2d(Parameters scope, long in, long out, int kernel) {
    this(scope, in, out, kernel, 1, kernel / 2, Initializer.FAN_IN);
  }

  /** A convolution without bias, as before a normalisation. */
  public static Conv2d withoutBias(
      Parameters scope, long in, long out, int kernel, int stride, int padding) {
    return new Conv2d(
        scope.declare("weight", Initializer.FAN_IN, out, in, kernel, kernel),
        null,
        stride,
        padding);
  }

  private Conv2d(Parameter weight, Parameter bias, int stride, int padding) {
    this.weight = weight;
    this.bias = bias;
    this.stride = new long[] {stride, stride};
    this.padding = new long[] {padding, padding};
    this.packed = PackedConvolution.plain(this.stride, this.padding);
  }

  /** A convolution whose weights start at zero, if {@code initializer} says so. */
  public Conv2d(
      Parameters scope,
      long in,
      long out,
      int kernel,
      int stride,
      int padding,
      Initializer initializer) {
    this(
        scope.declare("weight", initializer, out, in, kernel, kernel),
        scope.declare("bias", Initializer.ZEROS, out),
        stride,
        padding);
  }

  /** N x in x H x W to N x out x H' x W'. */
  public Tensor forward(Tensor x) {
    Optional<Tensor> b = Optional.ofNullable(bias).map(values -> values.like(x));
    return weight
        .packed(x, packed)
        .map(kernel -> counted(packed.convolve(x, kernel, b), weight.elements()))
        .orElseGet(() -> convolve(x, weight.like(x), optional(b), stride, padding));
  }

  /**
   * Nearest-neighbour doubling of height and width, and then this convolution, which must be of
   * kernel 3 and stride 1: N x in x H x W to N x out x 2H x 2W.
   */
  public Tensor afterDoubling(Tensor x) {
    return doublesAtOnce(x) ? Doubling.convolve(x, weight, bias) : forward(Doubling.nearest(x));
  }

  /** Where the rewritten layer is the faster one; training wants the gradient of the weights. */
  private boolean doublesAtOnce(Tensor x) {
    return bias != null && x.is_cpu() && hasMKLDNN() && !weight.trains();
  }

  static Tensor convolve(
      Tensor x, Tensor weight, TensorOptional bias, long[] stride, long[] padding) {
    return counted(convolved(x, weight, bias, stride, padding), weight.numel());
  }

  /** The result of a convolution with so many weights, once its multiplications are counted. */
  static Tensor counted(Tensor y, long weights) {
    Work.addConvolution(y.numel() * (weights / y.size(1)));
    return y;
  }

  static TensorOptional optional(Optional<Tensor> bias) {
    return bias.map(TensorOptional::new).orElseGet(TensorOptional::new);
  }

  private static Tensor convolved(
      Tensor x, Tensor weight, TensorOptional b, long[] stride, long[] padding) {
    // Left to choose, the library takes another algorithm for a single small image than for a
    // batch of them, and the result for an image would depend on the batch that it came in.
    if (x.is_cpu() && x.scalar_type().intern() == ScalarType.Float && hasMKLDNN()) {
      return mkldnn_convolution(x, weight, b, padding, stride, NO_DILATION, 1);
    }
    if (x.is_meta()) {
      return withoutNumbers(x, weight, b, stride, padding);
    }
    return conv2d(x, weight, b, stride, padding, NO_DILATION, 1);
  }

  /** Each window times each kernel: the tensor library has no convolution of shapes alone. */
  private static Tensor withoutNumbers(
      Tensor x, Tensor weight, TensorOptional b, long[] stride, long[] padding) {
    Tensor padded = constant_pad_nd(x, padding[1], padding[1], padding[0], padding[0]);
    Tensor windows =
        padded.unfold(2, weight.size(2), stride[0]).unfold(3, weight.size(3), stride[1]);
    Tensor products = windows.unsqueeze(1).mul(weight.unsqueeze(2).unsqueeze(2));
    Tensor y = products.sum(2, 5, 6);
    return b.has_value() ? y.add(b.get().reshape(-1, 1, 1)) : y;
  }
}
