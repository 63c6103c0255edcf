package io.tweedie.eval.grid;

/** Hears how an experiment goes whose parts are stored one by one. */
public interface PartsListener {

  /** Hears nothing. */
  PartsListener NONE = new PartsListener() {};

  /**
   * What there is to do is known; no network is loaded yet.
   *
   * @param parts in all
   * @param stored how many of them an earlier run left
   */
  default void planned(int parts, int stored) {}

  /**
   * Some work begins.
   *
   * @param work what it is called
   * @param steps of which it consists: of a sampler, or images that are shown
   */
  default void began(String work, long steps) {}

  /**
   * So many more steps are done.
   *
   * @return whether to go on
   */
  default boolean stepped(int steps) {
    return true;
  }
}
