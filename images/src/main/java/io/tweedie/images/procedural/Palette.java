package io.tweedie.images.procedural;

import java.util.random.RandomGenerator;

/**
 * The colours of one picture: a few materials under one light, in lightness and two opponent axes.
 * Lightness varies most, blue against yellow less and red against green least, as in photos
 * (Ruderman, Cronin and Chiao 1998); both axes are heavy-tailed, so most things are nearly gray and
 * few are vivid, and what is dark has little colour.
 */
final class Palette {

  private static final int LEAST_MATERIALS = 3;
  private static final int MOST_MATERIALS = 12;
  private static final double GRAY_PICTURES = 0.04;
  private static final double LIGHTNESS = 52;
  private static final double BLUE_YELLOW = 20;
  private static final double RED_GREEN = 14;
  private static final double JITTER = 14;

  private final double mean;
  private final double vividness;
  private final double blue;
  private final double red;
  private final double[][] materials;

  Palette(RandomGenerator random) {
    mean = 112 + 24 * random.nextGaussian();
    boolean gray = random.nextDouble() < GRAY_PICTURES;
    vividness = gray ? 0 : random.nextDouble(0.4, 1.4);
    // The light: daylight and lamps differ along one axis, and photos tend to its yellow end.
    blue = -12 + 18 * random.nextGaussian();
    red = 2 + 8 * random.nextGaussian();
    materials = new double[random.nextInt(LEAST_MATERIALS, MOST_MATERIALS + 1)][];
    for (int i = 0; i < materials.length; i++) {
      materials[i] =
          new double[] {
            mean + LIGHTNESS * random.nextGaussian(),
            BLUE_YELLOW * heavyTailed(random),
            RED_GREEN * heavyTailed(random)
          };
    }
  }

  /** Of variance 1 and kurtosis 6: a normal number of exponentially distributed variance. */
  private static double heavyTailed(RandomGenerator random) {
    return random.nextGaussian() * Math.sqrt(-StrictMath.log(1 - random.nextDouble()));
  }

  /** A colour of one of the materials, a little off: red, green and blue, 0 to 255. */
  float[] colour(RandomGenerator random) {
    double[] material = materials[random.nextInt(materials.length)];
    double lightness = material[0] + JITTER * random.nextGaussian();
    double strength = vividness * Math.max(0.1, Math.min(1.5, lightness / 128));
    double by = strength * (blue + material[1] + 0.3 * JITTER * random.nextGaussian());
    double rg = strength * (red + material[2] + 0.2 * JITTER * random.nextGaussian());
    // The mean of red and green for which 0.299 R + 0.587 G + 0.114 B is the lightness.
    double yellow = lightness + 0.144 * rg - 0.114 * by;
    return new float[] {level(yellow + rg / 2), level(yellow - rg / 2), level(yellow + by)};
  }

  private static float level(double sample) {
    return (float) Math.max(0, Math.min(255, sample));
  }
}
