package io.tweedie.images.procedural;

import java.util.random.RandomGenerator;

/**
 * Tables that fills look their tones up in: a period of a sine, and square tiles of noise that go
 * on without a seam, from fine to coarse. Both are of mean 0 and deviation 1 or so.
 */
final class Tones {

  private static final int PERIOD = 1 << 10;
  private static final int TILE = 1 << 8;

  /** By how much an octave is stronger than the next finer one: grain, stuff of photos, clouds. */
  private static final double[] GROWTH = {1, 1.5, 2};

  private final float[] sine = new float[PERIOD];
  private final float[][] noise = new float[GROWTH.length][];

  Tones(RandomGenerator random) {
    for (int i = 0; i < PERIOD; i++) {
      sine[i] = (float) (StrictMath.sqrt(2) * StrictMath.sin(2 * Math.PI * i / PERIOD));
    }
    for (int kind = 0; kind < noise.length; kind++) {
      noise[kind] = tile(GROWTH[kind], random);
    }
  }

  private static float[] tile(double growth, RandomGenerator random) {
    double[] sum = new double[TILE * TILE];
    double strength = 1;
    for (int cell = 1; cell <= TILE / 4; cell *= 2) {
      addOctave(sum, cell, strength, random);
      strength *= growth;
    }
    double squares = 0;
    for (double sample : sum) {
      squares += sample * sample;
    }
    double scale = 1 / Math.sqrt(squares / sum.length);
    float[] tile = new float[sum.length];
    for (int i = 0; i < tile.length; i++) {
      tile[i] = (float) (sum[i] * scale);
    }
    return tile;
  }

  /** Normal numbers on a lattice, and straight lines between them. */
  private static void addOctave(double[] sum, int cell, double strength, RandomGenerator random) {
    int n = TILE / cell;
    double[] lattice = new double[n * n];
    for (int i = 0; i < lattice.length; i++) {
      lattice[i] = strength * random.nextGaussian();
    }
    for (int y = 0; y < TILE; y++) {
      int top = y / cell * n;
      int bottom = (y / cell + 1) % n * n;
      double down = (double) (y % cell) / cell;
      for (int x = 0; x < TILE; x++) {
        int left = x / cell;
        int right = (left + 1) % n;
        double across = (double) (x % cell) / cell;
        double above = lattice[top + left] * (1 - across) + lattice[top + right] * across;
        double below = lattice[bottom + left] * (1 - across) + lattice[bottom + right] * across;
        sum[y * TILE + x] += above * (1 - down) + below * down;
      }
    }
  }

  /** Sine of a phase in periods. */
  float sine(double phase) {
    return sine[(int) Math.floor(phase * PERIOD) & PERIOD - 1];
  }

  int kindsOfNoise() {
    return noise.length;
  }

  /** Noise of a kind at a point, in pixels of the tile. */
  float noise(int kind, double x, double y) {
    int column = (int) Math.floor(x) & TILE - 1;
    int row = (int) Math.floor(y) & TILE - 1;
    return noise[kind][row * TILE + column];
  }
}
