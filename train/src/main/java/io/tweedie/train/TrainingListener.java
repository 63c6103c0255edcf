package io.tweedie.train;

/** Hears how a training run goes. */
public interface TrainingListener {

  /** The run begins, or continues, after {@code step} of {@code steps}. */
  default void started(long step, long steps) {}

  /** A step is done. */
  default void stepped(long step, double meanLoss) {}

  /** Whether to train another step; if not, the run saves its state and ends. */
  default boolean goesOn() {
    return true;
  }

  /** A validation is done and the state is saved. */
  default void validated(long step, double trainingLoss, String summary) {}

  /** The finished network is judged by test images. */
  default void tested(String summary) {}
}
