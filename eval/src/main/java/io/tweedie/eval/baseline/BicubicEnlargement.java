package io.tweedie.eval.baseline;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.operator.BicubicResize;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.solver.UnsupportedOperatorException;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.pytorch.Tensor;

/** Enlarges a small measurement as MATLAB's {@code imresize} does; see {@link BicubicResize}. */
public record BicubicEnlargement() implements Baseline {

  @Override
  public String name() {
    return "bicubic";
  }

  @Override
  public void requireServes(ForwardOperator operator) {
    Shape image = operator.imageShape();
    Shape measured = operator.measurementShape();
    boolean smaller = measured.height() < image.height() && measured.width() < image.width();
    if (!smaller || measured.channels() != image.channels()) {
      throw new UnsupportedOperatorException(
          "baseline:" + name(), operator, "super-resolution (sr, sr-bicubic)");
    }
  }

  @Override
  public Tensor restore(Measurement y) {
    requireServes(y.operator());
    Shape image = y.operator().imageShape();
    return new BicubicResize(y.operator().measurementShape(), image.height(), image.width())
        .apply(y.y());
  }
}
