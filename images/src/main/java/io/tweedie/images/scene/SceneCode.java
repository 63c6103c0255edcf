package io.tweedie.images.scene;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Scenes as numbers that a network can learn to give: a grid of cells over the picture, and for
 * each cell scores in channels. An object marks the four cells around its centre, so that each of
 * its traits is told four times. As a small object may share the centre of a large one, there are
 * two layers of channels: one for objects, the other for objects inside others. Every cell also
 * tells the background.
 */
public final class SceneCode {

  /** Cells in each direction. */
  public static final int SIDE = 16;

  /** Layers of objects. */
  public static final int LAYERS = 2;

  /** Numbers of classes of the aspects of an object, in the order of their channels. */
  public static final List<Integer> OBJECT_ASPECTS =
      List.of(
          Kind.values().length,
          Colour.values().length,
          Size.values().length,
          Tilt.values().length,
          Texture.values().length);

  /** Numbers of classes of the aspects of the background, in the order of their channels. */
  public static final List<Integer> BACKGROUND_ASPECTS =
      List.of(Colour.values().length, Pattern.values().length);

  /** Channels of one layer: whether there is an object, and the classes of its aspects. */
  public static final int LAYER_CHANNELS =
      1 + OBJECT_ASPECTS.stream().mapToInt(Integer::intValue).sum();

  /** All channels: those of both layers, and the classes of the background's aspects. */
  public static final int CHANNELS =
      LAYERS * LAYER_CHANNELS + BACKGROUND_ASPECTS.stream().mapToInt(Integer::intValue).sum();

  private static final int CELLS = SIDE * SIDE;
  private static final double LEAST_CERTAINTY = 0.5;
  private static final double LEAST_DISTANCE = 0.15;

  private final float[] scores;

  /** Two cells in each direction that mark one object, by their first row and column. */
  private record Window(int layer, int row, int column, double certainty) {

    double x() {
      return (column + 1.0) / SIDE;
    }

    double y() {
      return (row + 1.0) / SIDE;
    }

    boolean isNear(Window other) {
      return layer == other.layer
          && Math.abs(x() - other.x()) < LEAST_DISTANCE
          && Math.abs(y() - other.y()) < LEAST_DISTANCE;
    }
  }

  private SceneCode(float[] scores) {
    this.scores = scores;
  }

  /**
   * What a network should say of a scene.
   *
   * @return CHANNELS x SIDE x SIDE of 0 and 1
   */
  public static float[] encode(Scene scene) {
    SceneCode code = new SceneCode(new float[CHANNELS * CELLS]);
    for (SceneObject object : scene.objects()) {
      boolean inside = scene.objects().stream().anyMatch(o -> Relation.INSIDE.holds(object, o));
      code.mark(object, inside ? 1 : 0);
    }
    int channel = LAYERS * LAYER_CHANNELS;
    Background background = scene.background();
    Arrays.fill(
        code.scores,
        (channel + background.colour().ordinal()) * CELLS,
        (channel + background.colour().ordinal() + 1) * CELLS,
        1);
    channel += Colour.values().length + background.pattern().ordinal();
    Arrays.fill(code.scores, channel * CELLS, (channel + 1) * CELLS, 1);
    return code.scores;
  }

  private void mark(SceneObject object, int layer) {
    int row = first(object.y());
    int column = first(object.x());
    int channel = layer * LAYER_CHANNELS;
    mark(channel++, row, column);
    List<Enum<?>> classes =
        List.of(object.kind(), object.colour(), object.size(), object.tilt(), object.texture());
    for (int aspect = 0; aspect < classes.size(); aspect++) {
      mark(channel + classes.get(aspect).ordinal(), row, column);
      channel += OBJECT_ASPECTS.get(aspect);
    }
  }

  private void mark(int channel, int row, int column) {
    int at = channel * CELLS + row * SIDE + column;
    for (int offset : new int[] {0, 1, SIDE, SIDE + 1}) {
      scores[at + offset] = 1;
    }
  }

  /** The first of the two cells around a coordinate. */
  private static int first(double coordinate) {
    return Math.max(0, Math.min(SIDE - 2, (int) Math.rint(coordinate * SIDE) - 1));
  }

  /**
   * The scene that a network sees.
   *
   * @param scores CHANNELS x SIDE x SIDE: logits of there being an object, and unnormalised log
   *     probabilities of classes
   * @return its objects where they are most certain; none where none is more likely than not
   */
  public static Scene decode(float[] scores) {
    if (scores.length != CHANNELS * CELLS) {
      throw new IllegalArgumentException(
          "a scene is read from %d scores, got %d".formatted(CHANNELS * CELLS, scores.length));
    }
    SceneCode code = new SceneCode(scores);
    List<SceneObject> objects = code.windows().stream().map(code::object).toList();
    int channel = LAYERS * LAYER_CHANNELS;
    Colour colour = Colour.values()[code.bestOfAll(channel, Colour.values().length)];
    Pattern pattern =
        Pattern.values()[code.bestOfAll(channel + Colour.values().length, Pattern.values().length)];
    return new Scene(new Background(colour, pattern), objects);
  }

  private List<Window> windows() {
    List<Window> candidates = new ArrayList<>();
    for (int layer = 0; layer < LAYERS; layer++) {
      for (int row = 0; row < SIDE - 1; row++) {
        for (int column = 0; column < SIDE - 1; column++) {
          double certainty = certainty(layer, row, column);
          if (certainty > LEAST_CERTAINTY) {
            candidates.add(new Window(layer, row, column, certainty));
          }
        }
      }
    }
    candidates.sort(Comparator.comparingDouble(Window::certainty).reversed());
    List<Window> chosen = new ArrayList<>();
    for (Window window : candidates) {
      if (chosen.stream().noneMatch(window::isNear)) {
        chosen.add(window);
      }
    }
    chosen.sort(Comparator.comparingInt(Window::layer));
    return chosen;
  }

  private double certainty(int layer, int row, int column) {
    int at = layer * LAYER_CHANNELS * CELLS + row * SIDE + column;
    double sum = 0;
    for (int offset : new int[] {0, 1, SIDE, SIDE + 1}) {
      sum += 1 / (1 + StrictMath.exp(-scores[at + offset]));
    }
    return sum / 4;
  }

  private SceneObject object(Window window) {
    int[] best = new int[OBJECT_ASPECTS.size()];
    int channel = window.layer() * LAYER_CHANNELS + 1;
    for (int aspect = 0; aspect < best.length; aspect++) {
      best[aspect] = best(window, channel, OBJECT_ASPECTS.get(aspect));
      channel += OBJECT_ASPECTS.get(aspect);
    }
    return new SceneObject(
        Kind.values()[best[0]],
        Colour.values()[best[1]],
        Size.values()[best[2]],
        window.x(),
        window.y(),
        Tilt.values()[best[3]],
        Texture.values()[best[4]]);
  }

  private int best(Window window, int channel, int classes) {
    double[] sums = new double[classes];
    for (int i = 0; i < classes; i++) {
      int at = (channel + i) * CELLS + window.row() * SIDE + window.column();
      for (int offset : new int[] {0, 1, SIDE, SIDE + 1}) {
        sums[i] += scores[at + offset];
      }
    }
    return largest(sums);
  }

  private int bestOfAll(int channel, int classes) {
    double[] sums = new double[classes];
    for (int i = 0; i < classes; i++) {
      for (int cell = 0; cell < CELLS; cell++) {
        sums[i] += scores[(channel + i) * CELLS + cell];
      }
    }
    return largest(sums);
  }

  private static int largest(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }
}
