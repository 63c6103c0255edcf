package io.tweedie.eval.scene;

import io.tweedie.images.scene.Attribute;
import io.tweedie.images.scene.Scene;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which of the attributes that a caption states are right.
 *
 * @param seen what was seen in the picture
 * @param right whether each attribute is right of it, in the caption's order
 */
public record Verdict(Scene seen, Map<Attribute, Boolean> right) {

  /** Copies the map in its order. */
  public Verdict {
    right = Collections.unmodifiableMap(new LinkedHashMap<>(right));
  }

  /** Holds attributes against what was seen. */
  public static Verdict of(Scene seen, Set<Attribute> stated) {
    Map<Attribute, Boolean> right = new LinkedHashMap<>();
    stated.forEach(attribute -> right.put(attribute, attribute.holdsIn(seen)));
    return new Verdict(seen, right);
  }

  /** How many attributes are right. */
  public long rightOnes() {
    return right.values().stream().filter(is -> is).count();
  }

  /** Share of attributes that are right, 0 to 1; 1 where nothing is stated. */
  public double share() {
    return right.isEmpty() ? 1 : (double) rightOnes() / right.size();
  }
}
