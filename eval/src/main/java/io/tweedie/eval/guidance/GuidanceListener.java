package io.tweedie.eval.guidance;

/** Hears how the experiment goes. */
public interface GuidanceListener {

  /** Hears nothing. */
  GuidanceListener NONE = new GuidanceListener() {};

  /**
   * What there is to do is known; no model is loaded yet.
   *
   * @param cells methods and scales in all
   * @param stored how many of them an earlier run left
   */
  default void planned(int cells, int stored) {}

  /**
   * Begins to draw the images of a cell.
   *
   * @param guidance as {@code cfg:3}
   * @param steps of all its batches together
   */
  default void began(String guidance, long steps) {}

  /**
   * A step is done.
   *
   * @return whether to go on
   */
  default boolean stepped() {
    return true;
  }

  /** A cell is measured and stored. */
  default void finished(GuidanceCell cell) {}
}
