package io.tweedie.eval.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.AveragePooling;
import io.tweedie.core.operator.BicubicDownsampling;
import io.tweedie.core.operator.Inpainting;
import io.tweedie.core.operator.LinearOperator;
import io.tweedie.core.tensor.Shape;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class BackProjectionTest {

  private static final Shape SMALL = new Shape(1, 2, 3);
  private static final Shape LARGE = new Shape(1, 4, 6);
  private static final float[] MEASURED = {-0.5f, 0.25f, 0.75f, 0.125f, -1, 0.5f};

  private static float[] floats(Tensor tensor) {
    float[] values = new float[(int) tensor.numel()];
    tensor.contiguous().data_ptr_float().get(values);
    return values;
  }

  private static Measurement measurement(LinearOperator operator) {
    return new Measurement(Tensor.create(MEASURED, SMALL.batch(1)), operator, new Noise.None());
  }

  /** Where A averages blocks, A+ of the residual is each block's own, repeated. */
  @Test
  void everyBlockIsMovedToItsMeasuredMean() {
    try (PointerScope scope = new PointerScope()) {
      Measurement y = measurement(new AveragePooling(LARGE, 2));
      float[] bicubic = floats(new BicubicEnlargement().restore(y));
      float[] result = floats(new BackProjection().restore(y));
      for (int row = 0; row < 4; row++) {
        for (int column = 0; column < 6; column++) {
          int corner = row / 2 * 2 * 6 + column / 2 * 2;
          double mean =
              (bicubic[corner] + bicubic[corner + 1] + bicubic[corner + 6] + bicubic[corner + 7])
                  / 4.0;
          double moved = bicubic[row * 6 + column] + MEASURED[row / 2 * 3 + column / 2] - mean;
          assertThat(result[row * 6 + column])
              .as("row %d, column %d", row, column)
              .isCloseTo((float) moved, within(1e-6f));
        }
      }
    }
  }

  @Test
  void shrinkingGivesTheMeasurementBack() {
    try (PointerScope scope = new PointerScope()) {
      for (LinearOperator operator :
          List.of(new AveragePooling(LARGE, 2), new BicubicDownsampling(LARGE, 2))) {
        Measurement y = measurement(operator);
        Tensor again = operator.apply(new BackProjection().restore(y));
        assertThat(again.sub(y.y()).abs().max().item_double()).isLessThan(1e-5);
        Tensor bicubic = operator.apply(new BicubicEnlargement().restore(y));
        assertThat(bicubic.sub(y.y()).abs().max().item_double()).isGreaterThan(0.05);
      }
    }
  }

  @Test
  void enlargesOnly() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BackProjection().requireServes(Inpainting.random(LARGE, 0.5, 1)))
        .withMessageContainingAll("baseline:bicubic+bp", "super-resolution");
  }
}
