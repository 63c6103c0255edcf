package io.tweedie.eval.baseline;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Inpainting;
import io.tweedie.core.solver.UnsupportedOperatorException;
import io.tweedie.core.tensor.Shape;
import java.util.function.Consumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * One image with missing pixels in plain arrays, row by row, for methods that go from pixel to
 * pixel.
 *
 * @param height rows
 * @param width columns
 * @param known whether a pixel is known
 * @param planes one for each channel; a method reads known and writes missing pixels
 */
record Canvas(int height, int width, boolean[] known, double[][] planes) {

  /** The mask of an operator, without an image. */
  static Canvas blank(Inpainting operator) {
    Shape shape = operator.imageShape();
    float[] mask = floats(operator.mask());
    boolean[] known = new boolean[mask.length];
    for (int p = 0; p < known.length; p++) {
      known[p] = mask[p] != 0;
    }
    return new Canvas(
        Math.toIntExact(shape.height()),
        Math.toIntExact(shape.width()),
        known,
        new double[Math.toIntExact(shape.channels())][known.length]);
  }

  /** The operator, if it misses pixels; refuses any other in the name of {@code method}. */
  static Inpainting requireInpainting(String method, ForwardOperator operator) {
    if (operator instanceof Inpainting inpainting) {
      return inpainting;
    }
    throw new UnsupportedOperatorException(method, operator, "inpainting");
  }

  /**
   * Fills the missing pixels of each image of a batch. Known pixels keep every bit.
   *
   * @param operator that made the measurement
   * @param y the measurement
   * @param method fills one canvas
   */
  static Tensor fill(Inpainting operator, Measurement y, Consumer<Canvas> method) {
    float[] values = floats(y.y());
    Canvas canvas = blank(operator);
    int image = canvas.planes.length * canvas.known.length;
    for (int start = 0; start < values.length; start += image) {
      canvas.read(values, start);
      method.accept(canvas);
      canvas.writeMissing(values, start);
    }
    return Tensor.create(values, y.y().shape());
  }

  int missing() {
    int count = 0;
    for (boolean pixel : known) {
      count += pixel ? 0 : 1;
    }
    return count;
  }

  private void read(float[] values, int start) {
    int position = start;
    for (double[] plane : planes) {
      for (int p = 0; p < plane.length; p++) {
        plane[p] = values[position++];
      }
    }
  }

  private void writeMissing(float[] values, int start) {
    int position = start;
    for (double[] plane : planes) {
      for (int p = 0; p < plane.length; p++, position++) {
        if (!known[p]) {
          values[position] = (float) plane[p];
        }
      }
    }
  }

  private static float[] floats(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.numel())];
    try (PointerScope scope = new PointerScope()) {
      tensor.detach().to(ScalarType.Float).contiguous().data_ptr_float().get(values);
    }
    return values;
  }
}
