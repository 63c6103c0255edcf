package io.tweedie.core.sampling;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.clamp;
import static org.bytedeco.pytorch.global.torch.max;
import static org.bytedeco.pytorch.global.torch.min;
import static org.bytedeco.pytorch.global.torch.quantile;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/** What is done to a prior's estimates of x_0, which may lie outside what images can be. */
public sealed interface Clip {

  /** The estimate as a run goes on with it; N x C x H x W both. */
  Tensor of(Tensor x0);

  /** Clipping to [-1, 1], or none. */
  static Clip of(boolean clip) {
    return clip ? new Range(1) : new None();
  }

  /** Nothing. */
  record None() implements Clip {

    @Override
    public Tensor of(Tensor x0) {
      return x0;
    }

    @Override
    public String toString() {
      return "none";
    }
  }

  /**
   * Clipping to [-range, range].
   *
   * @param range above 0; 1 for images
   */
  record Range(double range) implements Clip {

    /** Refuses ranges that hold nothing. */
    public Range {
      if (!(range > 0)) {
        throw new IllegalArgumentException(
            "estimates are clipped to a range above 0, not " + range);
      }
    }

    @Override
    public Tensor of(Tensor x0) {
      return clamp(x0, new ScalarOptional(scalar(-range)), new ScalarOptional(scalar(range)));
    }

    @Override
    public String toString() {
      return String.valueOf(range);
    }
  }

  /**
   * Dynamic thresholding (Saharia et al., Imagen, NeurIPS 2022, <a
   * href="https://arxiv.org/abs/2205.11487">arXiv 2205.11487</a>, section 2.3): s is the given
   * quantile of an image's |x0|, at least 1; x0 is clipped to [-s, s] and divided by s.
   *
   * @param ratio the quantile, in (0, 1]; 0.995 as a rule
   * @param largest of s, at least 1; without bound in the paper, 1 in diffusers unless told, which
   *     makes it clipping to [-1, 1]
   */
  record Dynamic(double ratio, double largest) implements Clip {

    /** Refuses what is no quantile and bounds that no s has. */
    public Dynamic {
      if (!(ratio > 0 && ratio <= 1 && largest >= 1)) {
        throw new IllegalArgumentException(
            "dynamic thresholding takes a quantile in (0, 1] and a largest threshold of at least"
                + " 1, not %s and %s".formatted(ratio, largest));
      }
    }

    @Override
    public Tensor of(Tensor x0) {
      Tensor each = quantile(x0.abs().flatten(1, -1), ratio, new LongOptional(1), true, "linear");
      Tensor s =
          clamp(each, new ScalarOptional(scalar(1)), new ScalarOptional(scalar(largest)))
              .reshape(-1, 1, 1, 1);
      return max(min(x0, s), s.neg()).div(s);
    }

    @Override
    public String toString() {
      return "dynamic:%s,%s".formatted(ratio, largest);
    }
  }
}
