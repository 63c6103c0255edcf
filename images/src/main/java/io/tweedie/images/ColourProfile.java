package io.tweedie.images;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Arrays;
import java.util.Optional;

/** Colours other than sRGB, and the way from them to sRGB. */
final class ColourProfile {

  /** Bits of the samples that {@link #toSrgb} gives. */
  static final int BITS = 16;

  /** What the gamma of a PNG file of sRGB is, rounded. */
  private static final double SRGB_GAMMA = 1 / 2.2;

  private static final double SRGB_GAMMA_TOLERANCE = 1e-3;

  private static final int PROBES = 16;

  /** Of 8 bits; the profiles of sRGB that programs embed are up to so far from each other. */
  private static final double ONE_LEVEL = 1.0 / 255;

  private static final int MAXIMUM = (1 << BITS) - 1;

  private final int channels;
  private final ColorConvertOp conversion;

  private ColourProfile(ICC_Profile profile) {
    this.channels = profile.getNumComponents();
    ICC_Profile srgb = ICC_Profile.getInstance(ColorSpace.CS_sRGB);
    this.conversion = new ColorConvertOp(new ICC_Profile[] {profile, srgb}, null);
  }

  /**
   * An ICC profile.
   *
   * @param icc the bytes of the profile
   * @param channels of the samples that it is for, 1 or 3
   * @return empty if the profile is sRGB's own, is damaged, or is for another number of channels:
   *     viewers take samples for sRGB then
   */
  static Optional<ColourProfile> of(byte[] icc, int channels) {
    try {
      ICC_Profile profile = ICC_Profile.getInstance(icc);
      if (profile.getNumComponents() != channels) {
        return Optional.empty();
      }
      ColourProfile colours = new ColourProfile(profile);
      return colours.isSrgb() ? Optional.empty() : Optional.of(colours);
    } catch (IllegalArgumentException | CMMException unusable) {
      return Optional.empty();
    }
  }

  /**
   * Three primaries and a tone curve.
   *
   * @param channels of the samples that they are for, 1 or 3
   * @param gamma power of light that a sample is, such as 1 / 2.2, which is what files of sRGB say
   *     too; 0 for the curve of sRGB
   * @param chromaticities x and y of white, red, green and blue; zeros for those of sRGB
   * @return empty if this is sRGB, or if there is no such light
   */
  static Optional<ColourProfile> of(int channels, double gamma, double[] chromaticities) {
    boolean ownCurve = gamma > 0 && Math.abs(gamma - SRGB_GAMMA) > SRGB_GAMMA_TOLERANCE;
    boolean ownPrimaries = channels == 3 && Arrays.stream(chromaticities).anyMatch(x -> x > 0);
    if (!ownCurve && !ownPrimaries) {
      return Optional.empty();
    }
    byte[] curve = ownCurve ? MatrixProfile.power(1 / gamma) : MatrixProfile.srgbCurve();
    Optional<byte[]> icc =
        channels == 1
            ? Optional.of(MatrixProfile.gray(curve))
            : MatrixProfile.rgb(
                curve, ownPrimaries ? chromaticities : MatrixProfile.SRGB_CHROMATICITIES);
    return icc.flatMap(bytes -> of(bytes, channels));
  }

  /** Of the samples that it is for, 1 or 3. */
  int channels() {
    return channels;
  }

  /**
   * Converts pixels.
   *
   * @param samples channel after channel, pixel after pixel
   * @param bands how many samples a pixel has; those after the channels of the profile are left out
   * @param bits of a sample, 1 to 16
   * @return the pixels' samples of {@link #BITS} bits of sRGB
   */
  int[] toSrgb(int[] samples, int bands, int bits) {
    int count = samples.length / bands;
    int depth = bits > 8 ? 16 : 8;
    int type = bits > 8 ? DataBuffer.TYPE_USHORT : DataBuffer.TYPE_BYTE;
    WritableRaster from = Raster.createInterleavedRaster(type, count, 1, channels, null);
    from.setPixels(
        0, 0, count, 1, scaled(samples, bands, ((1 << depth) - 1.0) / ((1 << bits) - 1)));
    WritableRaster to = Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, count, 1, 3, null);
    conversion.filter(from, to);
    // Grays stay gray, so that any channel of the three holds them.
    return channels == 3
        ? to.getPixels(0, 0, count, 1, (int[]) null)
        : to.getSamples(0, 0, count, 1, 1, (int[]) null);
  }

  private int[] scaled(int[] samples, int bands, double factor) {
    int[] scaled = new int[samples.length / bands * channels];
    for (int i = 0; i < scaled.length; i++) {
      int sample = samples[i / channels * bands + i % channels];
      scaled[i] = (int) Math.round(sample * factor);
    }
    return scaled;
  }

  /** Whether no colour changes by more than a level, so that a conversion would only round. */
  private boolean isSrgb() {
    int colours = channels == 1 ? PROBES : PROBES * PROBES * PROBES;
    int[] probes = new int[colours * channels];
    for (int i = 0; i < probes.length; i++) {
      int place = channels == 1 ? i : i / channels / (int) Math.pow(PROBES, i % channels) % PROBES;
      probes[i] = place * 255 / (PROBES - 1);
    }
    int[] converted = toSrgb(probes, channels, 8);
    for (int i = 0; i < probes.length; i++) {
      if (Math.abs(probes[i] / 255.0 - (double) converted[i] / MAXIMUM) > ONE_LEVEL) {
        return false;
      }
    }
    return true;
  }
}
