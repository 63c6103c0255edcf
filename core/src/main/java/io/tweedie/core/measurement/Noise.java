package io.tweedie.core.measurement;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.clamp_min;

import java.io.Serializable;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** What a measurement suffers besides its physics. */
public sealed interface Noise extends Serializable {

  /**
   * The standard deviation, in image units, of what 8 bits for each colour round away: 1 / (255
   * sqrt(12)). No file of 8 bits has less noise.
   */
  double OF_ROUNDING = 1 / (255 * Math.sqrt(12));

  /** Whether this is no more than {@linkplain #OF_ROUNDING rounding to 8 bits} leaves. */
  default boolean isNegligible() {
    return sigma() <= OF_ROUNDING * (1 + 1e-6);
  }

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
                + " divide a sigma of 8-bit images by 255; 0 stands for none");
      }
    }

    @Override
    public Tensor add(Tensor clean, Tensor standardNormal) {
      requireSameShape(clean, standardNormal);
      return clean.add(standardNormal.mul(scalar(sigmaInModelUnits())));
    }
  }

  /**
   * The shot noise of light: a pixel of brightness v in [0, 1] counts Poisson(255 rate v) photons
   * and reads their number divided by 255 rate, as in DPS (Chung et al., 2023, appendix) and DPG.
   *
   * <p>Each count is the quantile of the Poisson distribution at the probability of a standard
   * normal number, so it grows with that number, and the same numbers give the same counts. The
   * mean is the clean measurement: unlike the authors' code, which clips pixels above white, this
   * does not darken what is bright. Measurements below black count no photons.
   *
   * @param rate photons for each of 255 grey levels, above 0 and at most 1000; papers take 1
   */
  record Poisson(double rate) implements Noise {

    private static final double MAX_RATE = 1000;
    private static final int GREY_LEVELS = 255;

    /** Refuses what is no rate. */
    public Poisson {
      if (!(rate > 0 && rate <= MAX_RATE)) {
        throw new IllegalArgumentException(
            "the rate of Poisson noise is the number of photons for each of 255 grey levels and"
                + " lies above 0 and up to 1000, not at %s; take 1 for what papers print"
                    .formatted(rate));
      }
    }

    /**
     * The variance of a measurement in model units, as far as it tells itself; of pixels without a
     * photon that of one photon.
     *
     * @param y measurements in [-1, 1], any shape
     */
    Tensor variance(Tensor y) {
      Tensor photons = y.add(scalar(1)).mul(scalar(photonsAtWhite() / 2));
      double unit = 2 / photonsAtWhite();
      return clamp_min(photons, scalar(1)).mul(scalar(unit * unit));
    }

    /** Photons that a white pixel counts on average. */
    private double photonsAtWhite() {
      return GREY_LEVELS * rate;
    }

    /**
     * {@inheritDoc}
     *
     * <p>This noise is stronger where it is bright; what is given here, for methods that know one
     * strength only, is its standard deviation at mid grey, (0.5 / (255 rate))^(1/2).
     */
    @Override
    public double sigma() {
      return Math.sqrt(0.5 / photonsAtWhite());
    }

    @Override
    public Tensor add(Tensor clean, Tensor standardNormal) {
      requireSameShape(clean, standardNormal);
      double[] brightness = numbers(clean);
      double[] normal = numbers(standardNormal);
      double[] noisy = new double[brightness.length];
      for (int i = 0; i < noisy.length; i++) {
        double mean = photonsAtWhite() * Math.max(0, (brightness[i] + 1) / 2);
        noisy[i] = 2 * PoissonQuantile.at(normal[i], mean) / photonsAtWhite() - 1;
      }
      return Tensor.create(noisy, clean.shape()).to(clean);
    }

    private static double[] numbers(Tensor tensor) {
      double[] numbers = new double[Math.toIntExact(tensor.numel())];
      tensor.detach().cpu().to(ScalarType.Double).contiguous().data_ptr_double().get(numbers);
      return numbers;
    }
  }

  private static void requireSameShape(Tensor clean, Tensor standardNormal) {
    if (!Arrays.equals(clean.shape(), standardNormal.shape())) {
      throw new IllegalArgumentException(
          "noise: expected normal numbers in the measurement's shape %s, got %s"
              .formatted(Arrays.toString(clean.shape()), Arrays.toString(standardNormal.shape())));
    }
  }
}
