package io.tweedie.eval.robust;

/** Hears how the experiment goes. */
public interface RobustnessListener {

  /** Hears nothing. */
  RobustnessListener NONE = new RobustnessListener() {};

  /**
   * What there is to do is known; no classifier is loaded yet.
   *
   * @param parts of all classifiers
   * @param stored how many of them an earlier run left
   */
  default void planned(int parts, int stored) {}

  /** A part of a classifier, as its noise path, is begun. */
  default void began(String classifier, String part) {}

  /** So many more images were shown. */
  default void showed(long images) {}
}
