package io.tweedie.eval.baseline;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.operator.ForwardOperator;
import org.bytedeco.pytorch.Tensor;

/** A restoration without a prior. Deterministic, and each image of a batch is treated alone. */
public interface Baseline {

  /** Short lower-case name, as after {@code baseline:} on the command line. */
  String name();

  /**
   * Checks that this method can serve an operator.
   *
   * @throws IllegalArgumentException saying what it can serve
   */
  void requireServes(ForwardOperator operator);

  /** Whether {@link #requireServes} would pass. */
  default boolean serves(ForwardOperator operator) {
    try {
      requireServes(operator);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Restores.
   *
   * @param y N measurements of an operator that this method serves
   * @return float32 N x image shape; values may leave [-1, 1]
   * @throws IllegalArgumentException if the operator is not served
   */
  Tensor restore(Measurement y);
}
