package io.tweedie.train;

import io.tweedie.images.scene.Attribute;
import io.tweedie.images.scene.Scene;
import io.tweedie.images.scene.SceneObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How much of what is in scenes is seen, by aspect. */
final class SceneAccuracy {

  private static final String ALL = "all";
  private static final String OBJECTS = "count";

  private record Share(long right, long all) {

    static final Share NONE = new Share(0, 0);

    Share plus(boolean isRight) {
      return new Share(right + (isRight ? 1 : 0), all + 1);
    }
  }

  private final Map<String, Share> shares = new LinkedHashMap<>();

  SceneAccuracy() {
    for (String aspect :
        List.of(
            ALL,
            "kind",
            "colour",
            "size",
            "place",
            "tilt",
            "texture",
            "background",
            "pattern",
            OBJECTS)) {
      shares.put(aspect, Share.NONE);
    }
  }

  /**
   * Adds a scene.
   *
   * @param truth what is there
   * @param seen what was seen
   */
  void add(Scene truth, Scene seen) {
    for (SceneObject object : truth.objects()) {
      add("kind", new Attribute.OfObject(object.kind(), object.kind()).holdsIn(seen));
      add("colour", new Attribute.OfObject(object.kind(), object.colour()).holdsIn(seen));
      add("size", new Attribute.OfObject(object.kind(), object.size()).holdsIn(seen));
      add("place", new Attribute.OfObject(object.kind(), object.place()).holdsIn(seen));
      add("tilt", new Attribute.OfObject(object.kind(), object.tilt()).holdsIn(seen));
      add("texture", new Attribute.OfObject(object.kind(), object.texture()).holdsIn(seen));
    }
    add("background", truth.background().colour().isOf(seen.background()));
    add("pattern", truth.background().pattern().isOf(seen.background()));
    shares.merge(
        OBJECTS,
        Share.NONE,
        (share, none) -> share.plus(truth.objects().size() == seen.objects().size()));
  }

  private void add(String aspect, boolean right) {
    shares.merge(aspect, Share.NONE, (share, none) -> share.plus(right));
    shares.merge(ALL, Share.NONE, (share, none) -> share.plus(right));
  }

  /** Percent right, by aspect; that of all aspects first. */
  Map<String, Double> percent() {
    Map<String, Double> percent = new LinkedHashMap<>();
    shares.forEach((aspect, share) -> percent.put(aspect, 100.0 * share.right() / share.all()));
    return percent;
  }
}
