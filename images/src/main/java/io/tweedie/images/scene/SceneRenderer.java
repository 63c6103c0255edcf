package io.tweedie.images.scene;

import static org.bytedeco.pytorch.global.torch.empty;

import io.tweedie.core.tensor.Backend;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Draws scenes. Outlines are signed distances, softened over one pixel, and everything is computed
 * in arithmetic that Java defines to the bit, so a scene is the same picture on every machine. It
 * may be shared by threads.
 */
public final class SceneRenderer {

  /** Side in pixels of the pictures that the shipped models know. */
  public static final int USUAL_SIDE = 64;

  private static final int LEAST_SIDE = 16;
  private static final double RIM = 0.05;
  private static final float HALF_RANGE = 127.5f;

  private final int side;
  private final Map<Pattern, float[]> accents = new EnumMap<>(Pattern.class);

  /**
   * For pictures of a size.
   *
   * @param side height and width in pixels, at least 16
   */
  public SceneRenderer(int side) {
    if (side < LEAST_SIDE) {
      throw new IllegalArgumentException(
          "scenes need pictures of at least %d pixels a side, got %d".formatted(LEAST_SIDE, side));
    }
    this.side = side;
    for (Pattern pattern : Pattern.values()) {
      accents.put(pattern, accents(pattern));
    }
  }

  /** Height and width in pixels. */
  public int side() {
    return side;
  }

  /**
   * Draws scenes.
   *
   * @return float32 N x 3 x side x side in [-1, 1], with values that 8 bits hold exactly
   */
  public Tensor render(List<Scene> scenes) {
    Backend.initialize();
    Tensor pictures = empty(scenes.size(), 3, side, side);
    FloatBuffer buffer = pictures.createBuffer();
    for (Scene scene : scenes) {
      float[] samples = draw(scene);
      for (int i = 0; i < samples.length; i++) {
        samples[i] = level(samples[i]) / HALF_RANGE - 1;
      }
      buffer.put(samples);
    }
    return pictures;
  }

  /**
   * Draws one scene.
   *
   * @return 8-bit levels as unsigned bytes: the red plane, the green and the blue, row by row
   */
  public byte[] levels(Scene scene) {
    float[] samples = draw(scene);
    byte[] levels = new byte[samples.length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) level(samples[i]);
    }
    return levels;
  }

  private static int level(float sample) {
    return (int) (sample + 0.5f);
  }

  private float[] accents(Pattern pattern) {
    float[] accents = new float[side * side];
    double pixel = 1.0 / side;
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        accents[y * side + x] =
            (float) pattern.weave().accent((x + 0.5) * pixel, (y + 0.5) * pixel, pixel);
      }
    }
    return accents;
  }

  /** Three planes of values from 0 to 255. */
  private float[] draw(Scene scene) {
    float[] samples = new float[3 * side * side];
    Colour colour = scene.background().colour();
    float[] accents = this.accents.get(scene.background().pattern());
    for (int i = 0; i < accents.length; i++) {
      blend(samples, i, colour, accents[i], 1);
    }
    scene.objects().forEach(object -> draw(object, samples));
    return samples;
  }

  private void draw(SceneObject object, float[] samples) {
    double reach = Form.REACH * object.size().radius();
    int top = Math.max(0, (int) Math.floor((object.y() - reach) * side));
    int bottom = Math.min(side, (int) Math.ceil((object.y() + reach) * side) + 1);
    int left = Math.max(0, (int) Math.floor((object.x() - reach) * side));
    int right = Math.min(side, (int) Math.ceil((object.x() + reach) * side) + 1);
    double pixel = 1.0 / side;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        double dx = (x + 0.5) * pixel - object.x();
        double dy = (y + 0.5) * pixel - object.y();
        double coverage = coverage(object, dx, dy);
        if (coverage > 0) {
          double accent = object.texture().weave().accent(dx, dy, pixel);
          blend(samples, y * side + x, object.colour(), (float) accent, (float) coverage);
        }
      }
    }
  }

  /** The share of a pixel that an object hides, by the pixel's offset from its centre. */
  private double coverage(SceneObject object, double dx, double dy) {
    double radius = object.size().radius();
    double cosine = object.tilt().cosine() / radius;
    double sine = object.tilt().sine() / radius;
    double distance =
        radius * object.kind().form().distance(dx * cosine + dy * sine, dy * cosine - dx * sine);
    if (object.texture() == Texture.OUTLINED) {
      distance = Math.abs(distance + RIM / 2) - RIM / 2;
    }
    return Weave.covered(distance, 1.0 / side);
  }

  /** Where an object is: the share of each pixel that it hides, row by row. */
  double[] coverage(SceneObject object) {
    double[] coverage = new double[side * side];
    Arrays.setAll(
        coverage,
        i ->
            coverage(
                object,
                (i % side + 0.5) / side - object.x(),
                (i / side + 0.5) / side - object.y()));
    return coverage;
  }

  private static void blend(float[] samples, int at, Colour colour, float accent, float coverage) {
    int plane = samples.length / 3;
    for (int channel = 0; channel < 3; channel++) {
      int shift = 16 - 8 * channel;
      float base = colour.rgb() >> shift & 0xFF;
      float other = colour.accent() >> shift & 0xFF;
      float value = base + accent * (other - base);
      int i = channel * plane + at;
      samples[i] += coverage * (value - samples[i]);
    }
  }
}
