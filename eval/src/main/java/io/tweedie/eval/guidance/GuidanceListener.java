package io.tweedie.eval.guidance;

/** Hears how an experiment on guidance goes, piece by piece: methods at a scale, or ways. */
public interface GuidanceListener {

  /** Hears nothing. */
  GuidanceListener NONE = new GuidanceListener() {};

  /**
   * What there is to do is known; no weights are loaded yet.
   *
   * @param pieces in all
   * @param stored how many of them an earlier run left
   */
  default void planned(int pieces, int stored) {}

  /**
   * Begins to draw the images of a piece.
   *
   * @param name of the piece, as {@code cfg:3}
   * @param steps of all its batches together
   */
  default void began(String name, long steps) {}

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
