package io.tweedie.eval.baseline;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.LinearOperator;
import io.tweedie.core.solver.UnsupportedOperatorException;
import org.bytedeco.pytorch.Tensor;

/**
 * Bicubic enlargement that agrees with the measurement: b + A+ (y - A b), with b from {@link
 * BicubicEnlargement} (Irani and Peleg, "Improving resolution by image registration", 1991, whose
 * iteration ends after one step where the back-projection is A+). What a prior gains over it, it
 * gains by knowing what photos look like.
 */
public record BackProjection() implements Baseline {

  @Override
  public String name() {
    return "bicubic+bp";
  }

  @Override
  public void requireServes(ForwardOperator operator) {
    if (!(operator instanceof LinearOperator) || !new BicubicEnlargement().serves(operator)) {
      throw new UnsupportedOperatorException(
          "baseline:" + name(), operator, "super-resolution (sr, sr-bicubic)");
    }
  }

  @Override
  public Tensor restore(Measurement y) {
    requireServes(y.operator());
    LinearOperator operator = (LinearOperator) y.operator();
    Tensor bicubic = new BicubicEnlargement().restore(y);
    return bicubic.add(operator.pseudoInverse(y.y().sub(operator.apply(bicubic))));
  }
}
