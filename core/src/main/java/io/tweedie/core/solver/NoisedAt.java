package io.tweedie.core.solver;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.operator.LinearOperator;
import io.tweedie.core.sampling.Step;
import org.bytedeco.pytorch.Tensor;

/** To which level a projection method takes its measurement forward. */
public enum NoisedAt {
  /** That of x_{t-1}, as the papers write. */
  PREVIOUS {
    @Override
    Tensor noised(Step step, Measurement y) {
      return step.noisedToPrevious(y.y(), noise(step, y));
    }
  },
  /** That of x_t, as several authors' codes do: slightly more noise than x_{t-1} has. */
  CURRENT {
    @Override
    Tensor noised(Step step, Measurement y) {
      return step.noisedToCurrent(y.y(), noise(step, y));
    }
  };

  /** The measurement of a noised image: sqrt(alphaBar) y + sqrt(1 - alphaBar) A z. */
  abstract Tensor noised(Step step, Measurement y);

  private static Tensor noise(Step step, Measurement y) {
    LinearOperator a = y.linear();
    return a.apply(step.noise("measurement", a.imageShape()));
  }
}
