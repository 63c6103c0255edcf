package io.tweedie.core.operator;

import static io.tweedie.core.contract.Samples.assertClose;
import static io.tweedie.core.contract.Samples.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.grad;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.tweedie.core.contract.OperatorContract;
import io.tweedie.core.tensor.Shape;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhaseRetrievalTest extends OperatorContract<PhaseRetrieval> {

  @Override
  protected Stream<PhaseRetrieval> operators() {
    return Stream.of(
        new PhaseRetrieval(new Shape(1, 8, 8), 2),
        new PhaseRetrieval(new Shape(3, 7, 12), 2),
        new PhaseRetrieval(new Shape(3, 9, 4), 1.5),
        new PhaseRetrieval(new Shape(1, 3, 5), 0.5));
  }

  @Test
  void isTheMagnitudeOfTheCentredTransform() {
    PhaseRetrieval operator = new PhaseRetrieval(new Shape(1, 4, 6), 2);
    assertThat(operator.measurementShape()).isEqualTo(new Shape(1, 6, 8));
    Tensor x = normal(1, 1, 1, 4, 6);
    double[] expected = new double[6 * 8];
    for (int u = 0; u < 6; u++) {
      for (int v = 0; v < 8; v++) {
        double real = 0;
        double imaginary = 0;
        for (int i = 0; i < 4; i++) {
          for (int j = 0; j < 6; j++) {
            double angle = -2 * Math.PI * ((u - 3) * (i + 1) / 6.0 + (v - 4) * (j + 1) / 8.0);
            double value = x.select(2, i).select(2, j).item_double();
            real += value * Math.cos(angle);
            imaginary += value * Math.sin(angle);
          }
        }
        expected[8 * u + v] = Math.hypot(real, imaginary) / Math.sqrt(6 * 8);
      }
    }
    assertClose(operator.apply(x), Tensor.create(expected, 1, 1, 6, 8), 1e-12);
  }

  @Test
  void keepsTheEnergyAndLosesTheOrientation() {
    PhaseRetrieval operator = new PhaseRetrieval(new Shape(3, 8, 12), 2);
    Tensor x = normal(1, 2, 3, 8, 12);
    Tensor y = operator.apply(x);
    assertThat(y.norm().item_double()).isCloseTo(x.norm().item_double(), within(1e-10));
    assertClose(operator.apply(x.flip(2, 3)), y, 1e-12);
    assertClose(operator.apply(x.neg()), y, 1e-12);
  }

  @Test
  void hasAFiniteGradientWhereThereIsNoLight() {
    PhaseRetrieval operator = new PhaseRetrieval(new Shape(1, 8, 8), 2);
    Tensor x = zeros(1, 1, 8, 8).requires_grad_(true);
    Tensor gradient = grad(new TensorVector(operator.apply(x).sum()), new TensorVector(x)).get(0);
    assertThat(gradient.abs().max().item_double()).isZero();
  }

  @Test
  void padsAsThePaperDoes() {
    Shape full = new Shape(3, 256, 256);
    assertThat(new PhaseRetrieval(full, 2).measurementShape()).isEqualTo(new Shape(3, 384, 384));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -2, 33, Double.NaN})
  void refusesWhatIsNoRatio(double oversampling) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PhaseRetrieval(new Shape(1, 8, 8), oversampling))
        .withMessageContainingAll(String.valueOf(oversampling), "papers take 2");
  }

  @Test
  void saysWhichMeasurementsThereAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PhaseRetrieval.imageShape(new Shape(1, 12, 11), 2))
        .withMessageContainingAll("side of 11", "one is 9", "side of 7");
  }
}
