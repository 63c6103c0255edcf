package io.tweedie.images;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * ICC profiles (ICC.1:2010) of displays that are told by the chromaticities of their primaries and
 * by a tone curve.
 */
final class MatrixProfile {

  /** White, red, green and blue of sRGB (IEC 61966-2-1), x and y of each. */
  static final double[] SRGB_CHROMATICITIES = {.3127, .329, .64, .33, .3, .6, .15, .06};

  /** The white of the space in which profiles meet, D50. */
  private static final double[] D50 = {.9642, 1, .8249};

  /** What the cones of the eye see of X, Y and Z, after Bradford (ICC.1:2010, annex E). */
  private static final double[][] CONES = {
    {.8951, .2664, -.1614}, {-.7502, 1.7135, .0367}, {.0389, -.0685, 1.0296}
  };

  /** The curve of sRGB as function type 3 of parametricCurveType. */
  private static final double[] SRGB_CURVE = {2.4, 1 / 1.055, .055 / 1.055, 1 / 12.92, .04045};

  private static final int HEADER = 128;
  private static final int TAG_ENTRY = 12;
  private static final double LARGEST_NUMBER = 1 << 15;

  private MatrixProfile() {}

  /** The tone curve in which light is sample to the power of {@code exponent}. */
  static byte[] power(double exponent) {
    return curve(0, exponent);
  }

  /** The tone curve of sRGB. */
  static byte[] srgbCurve() {
    return curve(3, SRGB_CURVE);
  }

  /** A profile of gray samples. */
  static byte[] gray(byte[] curve) {
    Map<String, byte[]> tags = new LinkedHashMap<>();
    tags.put("wtpt", xyz(D50));
    tags.put("kTRC", curve);
    return profile("GRAY", tags);
  }

  /**
   * A profile of red, green and blue samples.
   *
   * @param chromaticities x and y of white, red, green and blue
   * @return empty if there is no light with these chromaticities or they are not independent
   */
  static Optional<byte[]> rgb(byte[] curve, double[] chromaticities) {
    double[] white = light(chromaticities, 0);
    double[][] primaries = new double[3][3];
    for (int i = 0; i < 3; i++) {
      double[] light = light(chromaticities, 2 * (i + 1));
      for (int row = 0; row < 3; row++) {
        primaries[row][i] = light[row];
      }
    }
    // As much of each as together makes white, seen by an eye that takes D50 for white.
    double[] shares = times(inverse(primaries), white);
    double[] seen = times(CONES, white);
    double[] wanted = times(CONES, D50);
    Map<String, byte[]> tags = new LinkedHashMap<>();
    tags.put("wtpt", xyz(D50));
    for (int i = 0; i < 3; i++) {
      double[] cones = times(CONES, column(primaries, i, shares[i]));
      for (int row = 0; row < 3; row++) {
        cones[row] *= wanted[row] / seen[row];
      }
      double[] adapted = times(inverse(CONES), cones);
      for (double number : adapted) {
        if (!(Math.abs(number) < LARGEST_NUMBER)) {
          return Optional.empty();
        }
      }
      tags.put("rgb".charAt(i) + "XYZ", xyz(adapted));
      tags.put("rgb".charAt(i) + "TRC", curve);
    }
    return Optional.of(profile("RGB ", tags));
  }

  /** X, Y and Z of the light with Y = 1. */
  private static double[] light(double[] chromaticities, int i) {
    double x = chromaticities[i];
    double y = chromaticities[i + 1];
    return new double[] {x / y, 1, (1 - x - y) / y};
  }

  private static byte[] profile(String colours, Map<String, byte[]> tags) {
    int start = HEADER + Integer.BYTES + TAG_ENTRY * tags.size();
    int size = start + tags.values().stream().mapToInt(data -> data.length).sum();
    ByteBuffer profile = ByteBuffer.allocate(size);
    profile.putInt(0, size).putInt(8, 0x0420_0000);
    put(profile, 12, "mntr" + colours + "XYZ ");
    put(profile, 36, "acsp");
    profile.put(68, xyz(D50), 8, 12);
    profile.position(HEADER).putInt(tags.size());
    int offset = start;
    for (Map.Entry<String, byte[]> tag : tags.entrySet()) {
      profile.put(ascii(tag.getKey())).putInt(offset).putInt(tag.getValue().length);
      profile.put(offset, tag.getValue());
      offset += tag.getValue().length;
    }
    return profile.array();
  }

  private static byte[] xyz(double[] numbers) {
    ByteBuffer tag = ByteBuffer.allocate(8 + 3 * Integer.BYTES).put(ascii("XYZ ")).putInt(0);
    for (double number : numbers) {
      tag.putInt(fixed(number));
    }
    return tag.array();
  }

  private static byte[] curve(int function, double... parameters) {
    ByteBuffer tag = ByteBuffer.allocate(12 + parameters.length * Integer.BYTES);
    tag.put(ascii("para")).putInt(0).putShort((short) function).putShort((short) 0);
    for (double parameter : parameters) {
      tag.putInt(fixed(parameter));
    }
    return tag.array();
  }

  /** A number of type s15Fixed16. */
  private static int fixed(double number) {
    return (int) Math.round(number * (1 << 16));
  }

  private static void put(ByteBuffer profile, int offset, String text) {
    profile.put(offset, ascii(text));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static double[] column(double[][] matrix, int column, double factor) {
    return new double[] {
      factor * matrix[0][column], factor * matrix[1][column], factor * matrix[2][column]
    };
  }

  private static double[] times(double[][] matrix, double[] vector) {
    double[] product = new double[3];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        product[row] += matrix[row][column] * vector[column];
      }
    }
    return product;
  }

  /** By cofactors; of a singular matrix, infinities. */
  private static double[][] inverse(double[][] m) {
    double[][] inverse = new double[3][3];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        int a = (row + 1) % 3;
        int b = (row + 2) % 3;
        int c = (column + 1) % 3;
        int d = (column + 2) % 3;
        inverse[column][row] = m[a][c] * m[b][d] - m[a][d] * m[b][c];
      }
    }
    double determinant =
        m[0][0] * inverse[0][0] + m[0][1] * inverse[1][0] + m[0][2] * inverse[2][0];
    for (double[] line : inverse) {
      for (int column = 0; column < 3; column++) {
        line[column] /= determinant;
      }
    }
    return inverse;
  }
}
