package io.tweedie.core.operator;

import static io.tweedie.core.tensor.Scalars.scalar;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/** What a measurement suffers besides its physics. */
public sealed interface Noise {

  /**
   * The standard deviation in image units, where black is 0 and white is 1: what users give and
   * papers print.
   */
  double sigma();

  /**
   * The standard deviation in model units, where black is -1 and white is 1: twice {@link #sigma}.
   */
  default double sigmaInModelUnits() {
    return 2 * sigma();
  }

  /**
   * Adds this noise.
   *
   * @param clean noiseless measurements, N x C x H x W in [-1, 1]
   * @param standardNormal independent standard normal numbers in the shape of {@code clean}
   * @return noisy measurements in the same shape, not clipped
   * @throws IllegalArgumentException if the shapes differ
   */
  Tensor add(Tensor clean, Tensor standardNormal);

  /** No noise at all. */
  record None() implements Noise {

    @Override
    public double sigma() {
      return 0;
    }

    /** Returns {@code clean} under a handle of its own; {@code standardNormal} is not read. */
    @Override
    public Tensor add(Tensor clean, Tensor standardNormal) {
      return clean.alias();
    }
  }

  /**
   * Independent Gaussian noise of one strength everywhere.
   *
   * @param sigma standard deviation in image units, above 0 and at most 1
   */
  record Gaussian(double sigma) implements Noise {

    /** Refuses what is not a standard deviation in image units. */
    public Gaussian {
      if (!(sigma > 0 && sigma <= 1)) {
        throw new IllegalArgumentException(
            "sigma is in image units, where white is 1, and lies above 0 and up to 1, not at %s;"
                    .formatted(sigma)
                + " divide a sigma of 8-bit images by 255, and take Noise.None for 0");
      }
    }

    @Override
    public Tensor add(Tensor clean, Tensor standardNormal) {
      if (!Arrays.equals(clean.shape(), standardNormal.shape())) {
        throw new IllegalArgumentException(
            "noise: expected normal numbers in the measurement's shape %s, got %s"
                .formatted(
                    Arrays.toString(clean.shape()), Arrays.toString(standardNormal.shape())));
      }
      return clean.add(standardNormal.mul(scalar(sigmaInModelUnits())));
    }
  }
}
