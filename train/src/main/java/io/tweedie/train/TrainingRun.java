package io.tweedie.train;

import io.tweedie.models.prior.ModelSpec;
import java.io.IOException;

/** A training under way, which can be stopped and gone on with. */
public interface TrainingRun extends AutoCloseable {

  /** What the trained model is, for its {@code model.json}. */
  ModelSpec spec();

  /** Number of steps of the whole run. */
  long steps();

  /**
   * Trains to the last step, or until the listener asks to stop; then the state is saved.
   *
   * @return whether the last step is done
   * @throws IOException if a file cannot be written
   */
  boolean run(TrainingListener listener) throws IOException;

  /** Frees the networks, the optimizers' state and the images. */
  @Override
  void close();
}
