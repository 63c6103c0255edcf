package io.tweedie.core.random;

import java.util.random.RandomGenerator;

/**
 * Standard normal numbers from random bits: the ziggurat of Marsaglia and Tsang (2000) with 128
 * layers and independent bits for the layer and for the place in it (Doornik 2005).
 *
 * <p>Made of IEEE arithmetic and {@link StrictMath} alone, so that the same bits give the same
 * numbers on every processor. The generators of the JDK and the ziggurat of Commons RNG compare
 * with {@link Math#exp}, whose last bit is the processor's.
 */
final class Ziggurat {

  private static final int LAYERS = 128;

  /** Where the tail begins, and the area of each layer, for which 128 of them fill the density. */
  private static final double TAIL = 3.442619855899;

  private static final double AREA = 9.91256303526217e-3;

  /**
   * Right edges of the layers, from the lowest up; the lowest as wide as its area with the tail.
   */
  private static final double[] EDGE = new double[LAYERS + 1];

  /** The density at the edges. */
  private static final double[] DENSITY = new double[LAYERS + 1];

  /** The share of each layer that lies under the density whatever the height. */
  private static final double[] INNER = new double[LAYERS];

  static {
    EDGE[0] = AREA / density(TAIL);
    EDGE[1] = TAIL;
    for (int i = 2; i < LAYERS; i++) {
      double height = AREA / EDGE[i - 1] + density(EDGE[i - 1]);
      EDGE[i] = Math.sqrt(-2 * StrictMath.log(height));
    }
    for (int i = 0; i <= LAYERS; i++) {
      DENSITY[i] = density(EDGE[i]);
    }
    for (int i = 0; i < LAYERS; i++) {
      INNER[i] = EDGE[i + 1] / EDGE[i];
    }
  }

  private Ziggurat() {}

  /** The density up to its factor: 1 at 0. */
  private static double density(double x) {
    return StrictMath.exp(-0.5 * x * x);
  }

  /** Draws a number. */
  static double normal(RandomGenerator random) {
    while (true) {
      long bits = random.nextLong();
      int layer = (int) bits & (LAYERS - 1);
      double place = (bits >> 11) * 0x1p-52;
      double x = place * EDGE[layer];
      if (Math.abs(place) < INNER[layer]) {
        return x;
      }
      if (layer == 0) {
        return tail(random, place < 0);
      }
      double height = DENSITY[layer] + random.nextDouble() * (DENSITY[layer + 1] - DENSITY[layer]);
      if (height < density(x)) {
        return x;
      }
    }
  }

  /** Beyond the layers (Marsaglia 1964). */
  private static double tail(RandomGenerator random, boolean negative) {
    while (true) {
      double x = -exponential(random) / TAIL;
      double y = exponential(random);
      if (2 * y > x * x) {
        return negative ? x - TAIL : TAIL - x;
      }
    }
  }

  private static double exponential(RandomGenerator random) {
    return -StrictMath.log(1 - random.nextDouble());
  }
}
