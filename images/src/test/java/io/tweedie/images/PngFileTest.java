package io.tweedie.images;

import static io.tweedie.images.PngBytes.GRAY;
import static io.tweedie.images.PngBytes.PALETTE;
import static io.tweedie.images.PngBytes.RGB;
import static io.tweedie.images.Samples.bytes;
import static io.tweedie.images.Samples.load;
import static io.tweedie.images.Samples.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Java's decoder of PNG leaves to us: checksums and the meaning of colours. */
class PngFileTest {

  private static final double LEVEL = 2 / 255.0;

  /** From linear light of Display P3 to that of sRGB (CSS Color 4). */
  private static final double[][] P3_TO_SRGB = {
    {1.2249401763, -0.2249401763, 0},
    {-0.0420569547, 1.0420569547, 0},
    {-0.0196375546, -0.0786360456, 1.0982736001}
  };

  private static final int[] P3_PRIMARIES = {31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000};

  private static final byte[] RAMP = {0, 20, 40, 60, 90, 120, (byte) 180, (byte) 255};

  @Test
  void aFailedChecksumIsNamed() {
    byte[] whole = bytes("rgb16.png");
    String text = new String(whole, StandardCharsets.ISO_8859_1);
    for (String type : new String[] {"IHDR", "IDAT", "IEND"}) {
      byte[] damaged = whole.clone();
      damaged[text.indexOf(type) + 4 + (type.equals("IHDR") ? 12 : 0)] ^= 1;
      assertThatThrownBy(() -> ImageFile.decode(damaged, "photo.png", 1000))
          .isInstanceOf(ImageException.class)
          .hasMessageContaining("photo.png is a truncated or damaged PNG file")
          .hasMessageContaining("checksum of its chunk " + type);
    }
  }

  @Test
  void missingRowsAreRefusedThoughTheChecksumsFit() {
    byte[] half = new PngBytes(8, 4, 8, GRAY).pixels(RAMP, RAMP);
    assertThatThrownBy(() -> ImageFile.decode(half, "half.png", 1000))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("half.png is a truncated or damaged PNG file");
  }

  /** One picture with a profile of Display P3 in three formats, and in sRGB. */
  @ParameterizedTest
  @CsvSource({"p3.png, 50", "p3.webp, 40", "p3.jpg, 40"})
  void profilesAreConverted(String name, double decibels) {
    try (LoadedImage image = load(name);
        LoadedImage reference = load("p3-in-srgb.png")) {
      float[] actual = values(image.pixels());
      float[] expected = values(reference.pixels());
      double sum = 0;
      for (int i = 0; i < actual.length; i++) {
        sum += Math.pow((actual[i] - expected[i]) / 2, 2);
      }
      assertThat(-10 * Math.log10(sum / actual.length)).isGreaterThan(decibels);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16})
  void primariesAreConverted(int bits) {
    byte[] row = row(bits);
    byte[] png =
        new PngBytes(8, 1, bits, RGB).chunk("gAMA", 45455).chunk("cHRM", P3_PRIMARIES).pixels(row);
    float[] actual = pixels(png);
    for (int x = 0; x < 8; x++) {
      double[] light = new double[3];
      for (int c = 0; c < 3; c++) {
        light[c] = linear(sample(x, c) / 255.0);
      }
      for (int c = 0; c < 3; c++) {
        double sum = 0;
        for (int k = 0; k < 3; k++) {
          sum += P3_TO_SRGB[c][k] * light[k];
        }
        double expected = curved(Math.max(0, Math.min(1, sum))) * 2 - 1;
        assertThat((double) actual[8 * c + x])
            .as("%d, %d", x, c)
            .isCloseTo(expected, within(LEVEL));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 8, 100000", "0, 16, 100000", "0, 8, 55556", "2, 8, 100000", "2, 16, 60000"})
  void gammaIsConverted(int type, int bits, int gamma) {
    byte[] png =
        new PngBytes(8, 1, bits, type)
            .chunk("gAMA", gamma)
            .pixels(type == RGB ? row(bits) : grayRow(bits));
    float[] actual = pixels(png);
    assertThat(actual).hasSize(type == RGB ? 24 : 8);
    for (int x = 0; x < 8; x++) {
      double light = Math.pow(Byte.toUnsignedInt(RAMP[x]) / 255.0, 1e5 / gamma);
      assertThat((double) actual[x]).isCloseTo(curved(light) * 2 - 1, within(LEVEL));
    }
  }

  @Test
  void palettesAreConverted() {
    byte[] png =
        new PngBytes(2, 1, 8, PALETTE)
            .chunk("gAMA", 100000)
            .chunk("PLTE", new byte[] {20, 60, 120, 90, 90, 90})
            .pixels(new byte[] {0, 1});
    float[] actual = pixels(png);
    int[] samples = {20, 90, 60, 90, 120, 90};
    for (int i = 0; i < samples.length; i++) {
      assertThat((double) actual[i]).isCloseTo(curved(samples[i] / 255.0) * 2 - 1, within(LEVEL));
    }
  }

  @Test
  void grayProfilesAreConverted() {
    byte[] png =
        new PngBytes(8, 1, 8, GRAY)
            .profile(MatrixProfile.gray(MatrixProfile.power(1.8)))
            .pixels(RAMP);
    float[] actual = pixels(png);
    for (int x = 0; x < 8; x++) {
      double light = Math.pow(Byte.toUnsignedInt(RAMP[x]) / 255.0, 1.8);
      assertThat((double) actual[x]).isCloseTo(curved(light) * 2 - 1, within(LEVEL));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 0x55", "2, 2, 0x1b", "4, 5, 0x35", "8, 120, 0x78"})
  void theTransparentGrayOfAnyDepthIsAlpha(int bits, int transparent, String packed) {
    byte[] row = {Integer.decode(packed).byteValue()};
    byte[] png =
        new PngBytes(8 / bits, 1, bits, GRAY)
            .chunk("tRNS", new byte[] {0, (byte) transparent})
            .pixels(row);
    try (LoadedImage image = ImageFile.decode(png, "x", 1000)) {
      float[] alpha = values(image.alpha().orElseThrow());
      for (int x = 0; x < alpha.length; x++) {
        int sample = (row[0] & 255) >> (8 - bits * (x + 1)) & ((1 << bits) - 1);
        assertThat(alpha[x]).isEqualTo(sample == transparent ? 0 : 1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16})
  void theTransparentColourIsAlpha(int bits) {
    int[] colour = {sample(5, 0), sample(5, 1), sample(5, 2)};
    ByteBuffer transparent = ByteBuffer.allocate(6);
    for (int level : colour) {
      transparent.putShort((short) (bits == 16 ? 257 * level : level));
    }
    byte[] png = new PngBytes(8, 1, bits, RGB).chunk("tRNS", transparent.array()).pixels(row(bits));
    try (LoadedImage image = ImageFile.decode(png, "x", 1000)) {
      assertThat(values(image.alpha().orElseThrow())).containsExactly(1, 1, 1, 1, 1, 0, 1, 1);
    }
  }

  /** Precedence as in the PNG specification, and files that only say that they are sRGB. */
  @Test
  void whatIsSrgbStaysAsItIs() {
    byte[] srgb =
        MatrixProfile.rgb(MatrixProfile.srgbCurve(), MatrixProfile.SRGB_CHROMATICITIES)
            .orElseThrow();
    byte[] linear =
        MatrixProfile.rgb(MatrixProfile.power(1), MatrixProfile.SRGB_CHROMATICITIES).orElseThrow();
    int[] primaries = {31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000};
    byte[] row = row(8);
    float[] plain = pixels(rgb().pixels(row));
    assertThat(pixels(rgb().chunk("gAMA", 100000).chunk("sRGB", new byte[1]).pixels(row)))
        .isEqualTo(plain);
    assertThat(pixels(rgb().chunk("gAMA", 45455).chunk("cHRM", primaries).pixels(row)))
        .isEqualTo(plain);
    assertThat(pixels(rgb().chunk("gAMA", 100000).profile(srgb).pixels(row))).isEqualTo(plain);
    assertThat(pixels(rgb().profile(linear).chunk("sRGB", new byte[1]).pixels(row)))
        .isNotEqualTo(plain);
  }

  @Test
  void aProfileThatCannotBeUsedCountsForNothing() {
    byte[] row = row(8);
    float[] plain = pixels(rgb().pixels(row));
    assertThat(pixels(rgb().profile(new byte[200]).pixels(row))).isEqualTo(plain);
    assertThat(pixels(rgb().chunk("iCCP", new byte[] {'p'}).pixels(row))).isEqualTo(plain);
    assertThat(pixels(rgb().chunk("cHRM", new int[8]).pixels(row))).isEqualTo(plain);
    assertThat(pixels(rgb().chunk("cHRM", 1, 1, 1, 1, 1, 1, 1, 1).pixels(row))).isEqualTo(plain);
    assertThat(pixels(rgb().chunk("gAMA", new byte[0]).pixels(row))).isEqualTo(plain);
    byte[] ofColour =
        MatrixProfile.rgb(MatrixProfile.power(1), MatrixProfile.SRGB_CHROMATICITIES).orElseThrow();
    PngBytes gray = new PngBytes(8, 1, 8, GRAY);
    assertThat(pixels(gray.profile(ofColour).pixels(RAMP)))
        .isEqualTo(pixels(new PngBytes(8, 1, 8, GRAY).pixels(RAMP)));
  }

  private static PngBytes rgb() {
    return new PngBytes(8, 1, 8, RGB);
  }

  private static float[] pixels(byte[] png) {
    try (LoadedImage image = ImageFile.decode(png, "x", 1000)) {
      return values(image.pixels());
    }
  }

  /** Red is the ramp, green a slower one, blue falls. */
  private static int sample(int x, int c) {
    return new int[] {Byte.toUnsignedInt(RAMP[x]), 30 * x, 255 - 35 * x}[c];
  }

  private static byte[] row(int bits) {
    ByteBuffer row = ByteBuffer.allocate(3 * bits);
    for (int i = 0; i < 24; i++) {
      put(row, sample(i / 3, i % 3), bits);
    }
    return row.array();
  }

  private static byte[] grayRow(int bits) {
    ByteBuffer row = ByteBuffer.allocate(bits);
    for (byte level : RAMP) {
      put(row, Byte.toUnsignedInt(level), bits);
    }
    return row.array();
  }

  private static void put(ByteBuffer row, int level, int bits) {
    if (bits == 16) {
      row.putShort((short) (257 * level));
    } else {
      row.put((byte) level);
    }
  }

  private static double curved(double light) {
    return light <= 0.0031308 ? 12.92 * light : 1.055 * Math.pow(light, 1 / 2.4) - 0.055;
  }

  private static double linear(double sample) {
    return sample <= 0.04045 ? sample / 12.92 : Math.pow((sample + 0.055) / 1.055, 2.4);
  }
}
