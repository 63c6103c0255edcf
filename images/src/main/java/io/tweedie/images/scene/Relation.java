package io.tweedie.images.scene;

import java.util.List;

/** How one object lies to another. At most one relation holds from one object to another. */
public enum Relation implements Wording {
  LEFT_OF("left of", "to the left of"),
  RIGHT_OF("right of", "to the right of"),
  ABOVE("above", "over"),
  BELOW("below", "under"),
  INSIDE("inside", "within");

  private static final double APART = 0.15;
  private static final double WITHIN = 0.6;

  private final List<String> words;

  Relation(String... words) {
    this.words = List.of(words);
  }

  /**
   * Whether the first object lies so to the second. Beside it means that their centres are at least
   * 0.15 of the side apart, and farther so than in the other direction; inside it means that the
   * first is smaller and its centre well within the second.
   */
  public boolean holds(SceneObject a, SceneObject b) {
    double dx = b.x() - a.x();
    double dy = b.y() - a.y();
    return switch (this) {
      case LEFT_OF -> dx >= APART && dx > Math.abs(dy);
      case RIGHT_OF -> -dx >= APART && -dx > Math.abs(dy);
      case ABOVE -> dy >= APART && dy > Math.abs(dx);
      case BELOW -> -dy >= APART && -dy > Math.abs(dx);
      case INSIDE ->
          a.size().compareTo(b.size()) < 0
              && Math.sqrt(dx * dx + dy * dy) < Math.min(APART, WITHIN * b.size().radius());
    };
  }

  @Override
  public List<String> words() {
    return words;
  }
}
