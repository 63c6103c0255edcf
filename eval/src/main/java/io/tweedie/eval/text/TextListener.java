package io.tweedie.eval.text;

/** Hears how an experiment goes. */
public interface TextListener {

  /** Hears nothing. */
  TextListener NONE = new TextListener() {};

  /**
   * What there is to do is known; nothing is loaded yet.
   *
   * @param pictures in all
   * @param stored how many of them an earlier run left
   * @param steps of all those that are to be drawn
   */
  default void planned(int pictures, int stored, long steps) {}

  /**
   * A step of a picture is done.
   *
   * @return whether to go on
   */
  default boolean stepped() {
    return true;
  }
}
