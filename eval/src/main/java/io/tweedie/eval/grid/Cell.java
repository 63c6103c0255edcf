package io.tweedie.eval.grid;

import java.util.function.UnaryOperator;

/**
 * One image under one method.
 *
 * @param task name of the task
 * @param method name of the method
 * @param image name of the image's file
 * @param outcome what became of it
 */
public record Cell(String task, String method, String image, Outcome outcome) {

  /** The same, measured anew in some way; others than measured cells as they are. */
  Cell with(UnaryOperator<Outcome.Measured> change) {
    return outcome instanceof Outcome.Measured m
        ? new Cell(task, method, image, change.apply(m))
        : this;
  }
}
