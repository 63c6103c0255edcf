package io.tweedie.images.procedural;

import java.util.random.RandomGenerator;

/**
 * What a leaf shows: a colour, and tones along a line through it, which are the sum of a gradient,
 * of waves and of stretched noise, each of which may be absent.
 */
final class Fill {

  private static final double GRADIENTS = 0.6;
  private static final double WAVES = 0.12;
  private static final double NOISES = 0.7;

  private final Tones tones;
  private final float[] colour;
  private final float[] direction;
  private final double xGradient;
  private final double yGradient;
  private final double wave;
  private final double xWave;
  private final double yWave;
  private final double noise;
  private final int kind;
  private final double cosine;
  private final double sine;
  private final double along;
  private final double across;

  /**
   * Draws a fill.
   *
   * @param size of what it fills in pixels
   */
  Fill(Tones tones, float[] colour, double size, RandomGenerator random) {
    this.tones = tones;
    this.colour = colour.clone();
    direction = new float[Canvas.CHANNELS];
    for (int c = 0; c < direction.length; c++) {
      direction[c] = (float) (1 + 0.15 * random.nextGaussian());
    }
    double slope = random.nextDouble() < GRADIENTS ? 25 * random.nextGaussian() / size : 0;
    double turn = 2 * Math.PI * random.nextDouble();
    xGradient = slope * StrictMath.cos(turn);
    yGradient = slope * StrictMath.sin(turn);
    wave = random.nextDouble() < WAVES ? 16 * random.nextDouble() : 0;
    double frequency = 1 / (4 * StrictMath.exp(2.5 * random.nextDouble()));
    double angle = Math.PI * random.nextDouble();
    xWave = frequency * StrictMath.cos(angle);
    yWave = frequency * StrictMath.sin(angle);
    noise = random.nextDouble() < NOISES ? 3 * StrictMath.exp(0.9 * random.nextGaussian()) : 0;
    kind = random.nextInt(tones.kindsOfNoise());
    cosine = StrictMath.cos(angle);
    sine = StrictMath.sin(angle);
    double scale = StrictMath.exp(random.nextDouble(-1.2, 0.3));
    // Isotropic as often as not; else drawn out like grain, hair and grass.
    double stretch = random.nextBoolean() ? 1 : random.nextDouble(2, 8);
    along = scale / stretch;
    across = scale;
  }

  /** How much lighter than the colour a pixel is. */
  float tone(int x, int y) {
    double tone = xGradient * x + yGradient * y;
    if (wave != 0) {
      tone += wave * tones.sine(xWave * x + yWave * y);
    }
    if (noise != 0) {
      double u = along * (cosine * x + sine * y);
      double v = across * (cosine * y - sine * x);
      tone += noise * tones.noise(kind, u, v);
    }
    return (float) tone;
  }

  /** A channel of a pixel of a tone; may lie beyond 0 and 255. */
  float sample(int channel, float tone) {
    return colour[channel] + tone * direction[channel];
  }
}
