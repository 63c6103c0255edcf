package io.tweedie.eval.baseline;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.solver.UnsupportedOperatorException;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * The measurement itself, only brought to the shape of the image: a small one is enlarged by
 * repeating pixels, a gray one repeated for every colour, and missing pixels stay mid-gray (0).
 */
public record AsMeasured() implements Baseline {

  @Override
  public String name() {
    return "measurement";
  }

  @Override
  public void requireServes(ForwardOperator operator) {
    Shape image = operator.imageShape();
    Shape measured = operator.measurementShape();
    boolean tiles =
        image.channels() % measured.channels() == 0
            && image.height() % measured.height() == 0
            && image.width() % measured.width() == 0;
    if (!tiles) {
      throw new UnsupportedOperatorException(
          "baseline:" + name(), operator, "measurements that look like small or gray images");
    }
  }

  @Override
  public Tensor restore(Measurement y) {
    requireServes(y.operator());
    Shape image = y.operator().imageShape();
    Shape measured = y.operator().measurementShape();
    Tensor colours = y.y().repeat(1, image.channels() / measured.channels(), 1, 1);
    Tensor rows = repeatPixels(colours, image.height() / measured.height(), 2);
    return repeatPixels(rows, image.width() / measured.width(), 3);
  }

  private static Tensor repeatPixels(Tensor x, long times, long axis) {
    return x.repeat_interleave(times, new LongOptional(axis), new LongOptional());
  }
}
