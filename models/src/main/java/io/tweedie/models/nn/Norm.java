package io.tweedie.models.nn;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.addcmul;
import static org.bytedeco.pytorch.global.torch.batch_norm;
import static org.bytedeco.pytorch.global.torch.group_norm;
import static org.bytedeco.pytorch.global.torch.layer_norm;
import static org.bytedeco.pytorch.global.torch.silu;
import static org.bytedeco.pytorch.global.torch.silu_;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/**
 * Normalisation of features with a learned gain and shift per channel. Statistics are computed in
 * float32 whatever the number format of the activations.
 */
public abstract sealed class Norm {

  private final Parameter weight;
  private final Parameter bias;

  Norm(Parameters scope, long channels) {
    weight = scope.inFloat32().declare("weight", Initializer.ONES, channels);
    bias = scope.inFloat32().declare("bias", Initializer.ZEROS, channels);
  }

  /**
   * Normalises N x C x H x W; groups also any other shape that starts with N x C, and layers any
   * that ends with C.
   */
  public final Tensor forward(Tensor x) {
    return normalized(x, weight.beside(x), bias.beside(x));
  }

  /** Normalises and applies SiLU, in place of what was normalised where no gradient is wanted. */
  public final Tensor activated(Tensor x) {
    return siluOf(forward(x));
  }

  /** SiLU of a tensor that nobody else sees. */
  static Tensor siluOf(Tensor fresh) {
    return fresh.requires_grad() ? silu(fresh) : silu_(fresh);
  }

  /**
   * Normalises and modulates, norm(x) (1 + scale) + shift, with the modulation folded into the gain
   * where all images of the batch share it.
   *
   * @param scale float32, [1 or N, C]
   * @param shift float32, [1 or N, C]
   */
  public final Tensor modulated(Tensor x, Tensor scale, Tensor shift) {
    Tensor gain = scale.add(scalar(1));
    if (scale.size(0) == 1) {
      Tensor w = weight.beside(x).mul(gain).squeeze(0);
      Tensor b = bias.beside(x).mul(gain).add(shift).squeeze(0);
      return normalized(x, w, b);
    }
    Tensor g = gain.to(x.scalar_type()).unsqueeze(2).unsqueeze(3);
    Tensor s = shift.to(x.scalar_type()).unsqueeze(2).unsqueeze(3);
    return addcmul(s, forward(x), g);
  }

  /** Whether the network is in training. */
  final boolean trains() {
    return weight.trains();
  }

  private Tensor normalized(Tensor x, Tensor gain, Tensor shift) {
    if (x.is_meta()) {
      // The tensor library normalises no shapes alone; this is one, and fails as it would.
      return x.add(gain.narrow(0, 0, 1)).add(shift.narrow(0, 0, 1)).to(x.scalar_type());
    }
    return normalize(x, gain, shift);
  }

  abstract Tensor normalize(Tensor x, Tensor gain, Tensor shift);

  /**
   * Batch normalisation (Ioffe and Szegedy 2015): in training by the statistics of each channel
   * over batch and positions, of which it keeps running means; else by these, so that images do not
   * depend on each other.
   */
  public static final class Batch extends Norm {

    private static final double MOMENTUM = 0.1;
    private static final double EPSILON = 1e-5;

    private final Parameter mean;
    private final Parameter variance;

    /** Declares the parameters and the running statistics. */
    public Batch(Parameters scope, long channels) {
      super(scope, channels);
      mean = scope.inFloat32().declareStatistic("running_mean", Initializer.ZEROS, channels);
      variance = scope.inFloat32().declareStatistic("running_var", Initializer.ONES, channels);
    }

    @Override
    Tensor normalize(Tensor x, Tensor gain, Tensor shift) {
      boolean training = trains();
      // In training the statistics themselves are moved, in place.
      Tensor m = training ? mean.value() : mean.beside(x);
      Tensor v = training ? variance.value() : variance.beside(x);
      return batch_norm(
          x,
          new TensorOptional(gain),
          new TensorOptional(shift),
          new TensorOptional(m),
          new TensorOptional(v),
          training,
          MOMENTUM,
          EPSILON,
          false);
    }
  }

  /** Group normalisation (Wu and He 2018): statistics over groups of channels and all positions. */
  public static final class Group extends Norm {

    private final long groups;
    private final double epsilon;

    /** Declares the parameters; {@code channels} must be a multiple of {@code groups}. */
    public Group(Parameters scope, long channels, long groups, double epsilon) {
      super(scope, channels);
      if (channels % groups != 0) {
        throw new IllegalArgumentException(
            "group norm needs a multiple of %d channels, got %d".formatted(groups, channels));
      }
      this.groups = groups;
      this.epsilon = epsilon;
    }

    @Override
    Tensor normalize(Tensor x, Tensor gain, Tensor shift) {
      return group_norm(
          x, groups, new TensorOptional(gain), new TensorOptional(shift), epsilon, false);
    }
  }

  /**
   * Layer normalisation over the channels of each position (Ba et al. 2016). Statistics never cross
   * positions, so a network made of it does the same at any image size and in any tile.
   */
  public static final class Pixel extends Norm {

    private final long[] channels;

    /** Declares the parameters. */
    public Pixel(Parameters scope, long channels) {
      super(scope, channels);
      this.channels = new long[] {channels};
    }

    @Override
    Tensor normalize(Tensor x, Tensor gain, Tensor shift) {
      Tensor rows = x.permute(0, 2, 3, 1);
      TensorOptional w = new TensorOptional(gain.to(x.scalar_type()));
      TensorOptional b = new TensorOptional(shift.to(x.scalar_type()));
      return layer_norm(rows, channels, w, b, 1e-5, false).permute(0, 3, 1, 2);
    }
  }

  /** Layer normalisation of the last dimension (Ba et al. 2016), as of the tokens of a text. */
  public static final class Layer extends Norm {

    private final long[] channels;
    private final double epsilon;

    /** Declares the parameters. */
    public Layer(Parameters scope, long channels, double epsilon) {
      super(scope, channels);
      this.channels = new long[] {channels};
      this.epsilon = epsilon;
    }

    @Override
    Tensor normalize(Tensor x, Tensor gain, Tensor shift) {
      TensorOptional w = new TensorOptional(gain.to(x.scalar_type()));
      TensorOptional b = new TensorOptional(shift.to(x.scalar_type()));
      return layer_norm(x, channels, w, b, epsilon, false);
    }
  }
}
