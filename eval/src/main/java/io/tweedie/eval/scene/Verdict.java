package io.tweedie.eval.scene;

import io.tweedie.images.scene.Attribute;
import io.tweedie.images.scene.Scene;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

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

  /**
   * Of attributes about the same.
   *
   * @param right how many are
   * @param stated how many there are
   */
  public record Tally(int right, int stated) {

    /** Of both together. */
    public Tally plus(Tally other) {
      return new Tally(right + other.right, stated + other.stated);
    }

    /** Share of the attributes that are right, 0 to 1. */
    public double share() {
      return (double) right / stated;
    }
  }

  /** What is right by what it is about ({@link Attribute#aspect}), in alphabetical order. */
  public Map<String, Tally> byAspect() {
    Map<String, Tally> tallies = new TreeMap<>();
    right.forEach(
        (attribute, is) ->
            tallies.merge(attribute.aspect(), new Tally(is ? 1 : 0, 1), Tally::plus));
    return tallies;
  }

  /** The same of several verdicts together. */
  public static Map<String, Tally> byAspect(Stream<Map<String, Tally>> each) {
    Map<String, Tally> tallies = new TreeMap<>();
    each.forEach(one -> one.forEach((aspect, tally) -> tallies.merge(aspect, tally, Tally::plus)));
    return tallies;
  }

  /** Share of attributes that are right, 0 to 1; 1 where nothing is stated. */
  public double share() {
    return right.isEmpty() ? 1 : (double) rightOnes() / right.size();
  }
}
