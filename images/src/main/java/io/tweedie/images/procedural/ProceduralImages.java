package io.tweedie.images.procedural;

import io.tweedie.core.random.RandomStream;
import io.tweedie.images.scene.SceneGrammar;
import io.tweedie.images.scene.SceneRenderer;
import java.util.random.RandomGenerator;

/**
 * Pictures to learn from that belong to nobody: dead leaves sharp and out of focus, large plain and
 * textured areas, lettering, and scenes. A picture follows from the seed and its number alone, to
 * the bit on every machine. May be shared by threads.
 */
public final class ProceduralImages {

  private static final double SCENES = 0.08;
  private static final double AREAS = 0.12;
  private static final double LEAST_RADIUS = 2;
  private static final double OCTAVES_OF_LEAST_RADII = 3;
  private static final double OUT_OF_FOCUS = 0.4;
  private static final double LETTERED = 0.15;
  private static final double SOFT = 0.3;

  private final int side;
  private final long first;
  private final Tones tones;
  private final SceneRenderer scenes;

  /**
   * The pictures of a seed.
   *
   * @param side height and width in pixels, at least 16
   */
  public ProceduralImages(int side, long seed) {
    this.side = side;
    scenes = new SceneRenderer(side);
    RandomStream random = new RandomStream(seed, "procedural images");
    first = random.nextLong();
    tones = new Tones(random);
  }

  /** Height and width in pixels. */
  public int side() {
    return side;
  }

  /**
   * Draws a picture.
   *
   * @param index which one
   * @return 8-bit levels as unsigned bytes: the red plane, the green and the blue, row by row
   */
  public byte[] levels(long index) {
    RandomStream random = new RandomStream(first + index);
    double kind = random.nextDouble();
    if (kind < SCENES) {
      int objects = 1 + random.nextInt(SceneGrammar.MOST_OBJECTS);
      return scenes.levels(new SceneGrammar(random).scene(objects));
    }
    Palette palette = new Palette(random);
    // Drawn twice as large, so that edges are soft by the share of a pixel that they cut off.
    Canvas canvas = new Canvas(2 * side);
    if (kind < SCENES + AREAS) {
      area(canvas, palette, random);
    } else {
      leaves(canvas, palette, random);
    }
    if (random.nextDouble() < LETTERED) {
      StrokeText.write(canvas, tones, palette, random);
    }
    if (random.nextDouble() < SOFT) {
      canvas.blur(1);
    }
    return canvas.halved().levels();
  }

  private void area(Canvas canvas, Palette palette, RandomGenerator random) {
    Fill fill = new Fill(tones, palette.colour(random), canvas.side(), random);
    for (int y = 0; y < canvas.side(); y++) {
      for (int x = 0; x < canvas.side(); x++) {
        canvas.paint(y * canvas.side() + x, fill, x, y);
      }
    }
  }

  private void leaves(Canvas canvas, Palette palette, RandomGenerator random) {
    double least = LEAST_RADIUS * StrictMath.pow(2, OCTAVES_OF_LEAST_RADII * random.nextDouble());
    DeadLeaves leaves = new DeadLeaves(tones, palette, least, canvas.side());
    leaves.fill(canvas, random);
    if (random.nextDouble() < OUT_OF_FOCUS) {
      canvas.blur(random.nextInt(1, 9));
      Canvas front = new Canvas(canvas.side());
      canvas.overlay(front, leaves.paint(front, random.nextDouble(0.1, 0.7), random));
    }
  }
}
