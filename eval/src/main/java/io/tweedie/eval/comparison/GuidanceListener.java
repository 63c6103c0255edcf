package io.tweedie.eval.comparison;

/** Hears how a comparison of ways of guidance goes. */
public interface GuidanceListener {

  /** Hears nothing. */
  GuidanceListener NONE = new GuidanceListener() {};

  /**
   * What there is to do is known; no weights are loaded yet.
   *
   * @param ways in all
   * @param stored how many of them an earlier run left
   */
  default void planned(int ways, int stored) {}

  /**
   * Begins to draw the images of a way.
   *
   * @param way its name
   * @param steps of all its batches together
   */
  default void began(String way, long steps) {}

  /**
   * A step is done.
   *
   * @return whether to go on
   */
  default boolean stepped() {
    return true;
  }
}
