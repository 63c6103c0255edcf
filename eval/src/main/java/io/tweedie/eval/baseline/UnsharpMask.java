package io.tweedie.eval.baseline;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.operator.Blur;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.NonlinearBlur;
import io.tweedie.core.solver.UnsupportedOperatorException;
import org.bytedeco.pytorch.Tensor;

/**
 * Unsharp masking, y + (y - A y): what one more blur would take away is added. The mask is made
 * with the blur of the task itself and added in full, which is the first step of the iteration of
 * van Cittert (Zeitschrift fuer Physik 69, 1931).
 */
public record UnsharpMask() implements Baseline {

  @Override
  public String name() {
    return "unsharp";
  }

  @Override
  public void requireServes(ForwardOperator operator) {
    if (!(operator instanceof Blur) && !(operator instanceof NonlinearBlur)) {
      throw new UnsupportedOperatorException(
          "baseline:" + name(), operator, "blur (deblur-gaussian, -motion, -kernel, -nonlinear)");
    }
  }

  @Override
  public Tensor restore(Measurement y) {
    requireServes(y.operator());
    return y.y().add(y.y().sub(y.operator().apply(y.y())));
  }
}
