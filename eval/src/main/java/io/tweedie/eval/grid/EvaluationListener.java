package io.tweedie.eval.grid;

/** Hears how an evaluation goes. */
public interface EvaluationListener {

  /** Hears nothing. */
  EvaluationListener NONE = new EvaluationListener() {};

  /**
   * What there is to do is known.
   *
   * @param cells all that are to be measured or found, as far as the first image tells of each task
   */
  default void planned(int cells) {}

  /** A cell turned out to be there already. */
  default void found(Cell cell) {}

  /** A restoration begins. */
  default void began(String task, String method, String image) {}

  /**
   * A sampler took a step.
   *
   * @param done steps done
   * @param steps in all
   * @return whether to go on
   */
  default boolean stepped(int done, int steps) {
    return true;
  }

  /** A cell is measured and stored. */
  default void finished(Cell cell) {}
}
