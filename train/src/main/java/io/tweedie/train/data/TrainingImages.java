package io.tweedie.train.data;

import java.util.SplittableRandom;

/** Where the batches of a training come from. A step's batch depends on its arguments only. */
@FunctionalInterface
public interface TrainingImages extends AutoCloseable {

  /**
   * The batch of a step.
   *
   * @param step counted from 1
   * @param n images in each batch; the same in all steps
   * @param random the step's random numbers
   */
  Examples batch(long step, int n, SplittableRandom random);

  /** Frees what is held. */
  @Override
  default void close() {}
}
