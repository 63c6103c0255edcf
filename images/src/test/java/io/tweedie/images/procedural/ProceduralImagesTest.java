package io.tweedie.images.procedural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ProceduralImagesTest {

  private static final int SIDE = 128;
  private static final int OCTAVES = 5;
  private static final ProceduralImages PICTURES = new ProceduralImages(SIDE, 1);
  private static final List<byte[]> SAMPLE =
      LongStream.range(0, 48).mapToObj(PICTURES::levels).toList();

  private static double lightness(byte[] levels, int pixel) {
    int area = SIDE * SIDE;
    return 0.299 * (levels[pixel] & 0xFF)
        + 0.587 * (levels[area + pixel] & 0xFF)
        + 0.114 * (levels[2 * area + pixel] & 0xFF);
  }

  /** The bits are the same on every machine. */
  @Test
  void asWasRecorded() throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    SAMPLE.forEach(digest::update);
    assertThat(HexFormat.of().formatHex(digest.digest()))
        .isEqualTo("a6b33454097d7bf0c15348466a0641be60f4f647c77ce61ccc067e805e24ab56");
  }

  @Test
  void aPictureFollowsFromSeedAndNumberAlone() {
    ProceduralImages again = new ProceduralImages(SIDE, 1);
    assertThat(again.levels(7)).isEqualTo(SAMPLE.get(7)).hasSize(3 * SIDE * SIDE);
    assertThat(again.levels(2)).isEqualTo(SAMPLE.get(2));
    assertThat(new ProceduralImages(SIDE, 2).levels(7)).isNotEqualTo(SAMPLE.get(7));
    assertThat(SAMPLE.stream().map(Arrays::hashCode).distinct()).hasSize(SAMPLE.size());
  }

  /**
   * Differences of neighbouring means over squares are as strong at every size of the squares, if
   * the power of a frequency falls as f^-2; as f^-p, they grow by 2^(p - 2) from octave to octave.
   * Photos have p of 2 to 2.6 by this measure.
   */
  @Test
  void powerFallsAsTheSquareOfTheFrequency() {
    double[] energies = new double[OCTAVES];
    for (byte[] levels : SAMPLE) {
      double[] means = new double[SIDE * SIDE];
      Arrays.setAll(means, i -> lightness(levels, i));
      int across = SIDE;
      for (int octave = 0; octave < OCTAVES; octave++) {
        energies[octave] += meanSquaredDifference(means);
        means = halved(means, across);
        across /= 2;
      }
    }
    double sum = 0;
    double middle = (OCTAVES - 1) / 2.0;
    for (int octave = 0; octave < OCTAVES; octave++) {
      sum += (octave - middle) * Math.log(energies[octave]) / Math.log(2);
    }
    // Squares of -2 to 2 are 10 in all.
    assertThat(2 + sum / 10).isCloseTo(2.25, within(0.25));
  }

  private static double meanSquaredDifference(double[] means) {
    double squares = 0;
    for (int i = 0; i < means.length; i += 2) {
      squares += Math.pow(means[i] - means[i + 1], 2);
    }
    return squares / means.length;
  }

  private static double[] halved(double[] means, int across) {
    int half = across / 2;
    double[] halved = new double[half * half];
    for (int i = 0; i < halved.length; i++) {
      int at = i / half * 2 * across + i % half * 2;
      halved[i] = (means[at] + means[at + 1] + means[at + across] + means[at + across + 1]) / 4;
    }
    return halved;
  }

  /** Most neighbours are nearly alike and a few are edges: a normal distribution has 3. */
  @Test
  void derivativesAreHeavyTailed() {
    double second = 0;
    double fourth = 0;
    for (byte[] levels : SAMPLE) {
      for (int i = 0; i < SIDE * SIDE; i += 2) {
        double squared = Math.pow(lightness(levels, i) - lightness(levels, i + 1), 2);
        second += squared;
        fourth += squared * squared;
      }
    }
    double count = SAMPLE.size() * SIDE * SIDE / 2.0;
    assertThat(fourth * count / (second * second)).isBetween(8.0, 60.0);
  }

  /** Saturation is (max - min) / max of the channels; photos have 0.2 to 0.45 in the mean. */
  @Test
  void coloursAreMostlyNearlyGray() {
    int area = SIDE * SIDE;
    double saturation = 0;
    double lightness = 0;
    for (byte[] levels : SAMPLE) {
      for (int i = 0; i < area; i++) {
        int red = levels[i] & 0xFF;
        int green = levels[area + i] & 0xFF;
        int blue = levels[2 * area + i] & 0xFF;
        int most = Math.max(red, Math.max(green, blue));
        int least = Math.min(red, Math.min(green, blue));
        saturation += most == 0 ? 0 : (double) (most - least) / most;
        lightness += lightness(levels, i);
      }
    }
    assertThat(saturation / area / SAMPLE.size()).isBetween(0.18, 0.45);
    assertThat(lightness / area / SAMPLE.size()).isBetween(95.0, 130.0);
  }
}
