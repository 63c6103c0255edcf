package io.tweedie.models.nn;

import static org.bytedeco.pytorch.global.torch.hasMKLDNN;
import static org.bytedeco.pytorch.global.torch.linear;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Affine or linear map of the last dimension. */
public final class Linear {

  private static final long[] STRIDE = {1, 1};
  private static final long[] NO_PADDING = {0, 0};
  private static final PackedConvolution PACKED = PackedConvolution.plain(STRIDE, NO_PADDING);

  private final Parameter weight;
  private final Parameter bias;

  private Linear(Parameter weight, Parameter bias) {
    this.weight = weight;
    this.bias = bias;
  }

  /** Declares {@code weight} [out, in] and {@code bias} [out]. */
  public Linear(Parameters scope, long in, long out) {
    this(scope, in, out, Initializer.FAN_IN);
  }

  /** A map whose weights start at zero, if {@code initializer} says so. */
  public Linear(Parameters scope, long in, long out, Initializer initializer) {
    this(
        scope.declare("weight", initializer, out, in),
        scope.declare("bias", Initializer.ZEROS, out));
  }

  /** Declares {@code weight} [out, in] alone. */
  public static Linear withoutBias(Parameters scope, long in, long out) {
    return new Linear(scope.declare("weight", Initializer.FAN_IN, out, in), null);
  }

  /** The same map held as a convolution of 1 x 1: {@code weight} [out, in, 1, 1]. */
  public static Linear ofKernel(Parameters scope, long in, long out, Initializer initializer) {
    return new Linear(
        scope.declare("weight", initializer, out, in, 1, 1),
        scope.declare("bias", Initializer.ZEROS, out));
  }

  /** [..., in] to [..., out]. */
  public Tensor forward(Tensor x) {
    Optional<Tensor> b = Optional.ofNullable(bias).map(values -> values.like(x));
    boolean tokens = x.dim() == 3 && x.is_cpu() && hasMKLDNN();
    return tokens && !isBrain(x) ? ofTokens(x, b) : product(x, b);
  }

  private Tensor product(Tensor x, Optional<Tensor> b) {
    Tensor y = linear(x, weight.like(x).flatten(1, -1), Conv2d.optional(b));
    Work.addConvolution(y.numel() * x.size(-1));
    return y;
  }

  /**
   * Its products take all threads as they are, and two to five times less time than convolutions.
   */
  private static boolean isBrain(Tensor x) {
    return x.scalar_type().intern() == ScalarType.BFloat16;
  }

  /**
   * N x T x in to N x T x out as a convolution of 1 x 1 over N x in x 1 x T, of which the rows are
   * the channels-last layout: that takes all threads, and products of matrices take one here. (N x
   * in x T x 1 is not known as channels-last: its rows would be turned into columns and the result
   * be of columns, which fused attention does not take.)
   */
  private Tensor ofTokens(Tensor x, Optional<Tensor> b) {
    // Seen anew: where it is one image, whose first stride means nothing, that must be as expected.
    Tensor image = x.contiguous().view(x.shape()).transpose(1, 2).unsqueeze(2);
    return weight
        .packed(image, PACKED)
        .map(kernel -> Conv2d.counted(PACKED.convolve(image, kernel, b), weight.elements()))
        .orElseGet(() -> Conv2d.convolve(image, kernel(x), Conv2d.optional(b), STRIDE, NO_PADDING))
        .squeeze(2)
        .transpose(1, 2);
  }

  private Tensor kernel(Tensor x) {
    return weight.like(x).flatten(1, -1).unsqueeze(2).unsqueeze(3);
  }
}
