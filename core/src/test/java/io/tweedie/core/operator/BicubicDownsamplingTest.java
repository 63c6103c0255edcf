package io.tweedie.core.operator;

import static io.tweedie.core.contract.Samples.assertClose;
import static io.tweedie.core.contract.Samples.single;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.core.contract.Samples;
import io.tweedie.core.contract.SpectralOperatorContract;
import io.tweedie.core.tensor.Shape;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BicubicDownsamplingTest extends SpectralOperatorContract {

  @Override
  protected Stream<LinearOperator> operators() {
    return Stream.of(
        new BicubicDownsampling(new Shape(1, 6, 10), 2),
        new BicubicDownsampling(new Shape(3, 15, 9), 3),
        new BicubicDownsampling(new Shape(3, 36, 20), 4),
        new BicubicDownsampling(new Shape(1, 8, 24), 8));
  }

  @Test
  void explainsEveryMeasurement() {
    BicubicDownsampling a = new BicubicDownsampling(new Shape(1, 24, 36), 4);
    Tensor y = Samples.normal(4, 2, 1, 6, 9);
    assertClose(a.apply(a.pseudoInverse(y)), y, 1e-13);
  }

  @ParameterizedTest
  @CsvSource({"64, 64", "100, 52"})
  void imagesAloneAreAsInABatchWhereMatrixProductsAreNot(long height, long width) {
    BicubicDownsampling a = new BicubicDownsampling(new Shape(3, height, width), 4);
    assertIndependentOfBatch(single(images(a, 3)), a::apply);
    assertIndependentOfBatch(single(measurements(a, 3)), a::pseudoInverse);
  }

  @Test
  void refusesSizesThatDoNotDivide() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BicubicDownsampling(new Shape(3, 15, 16), 4))
        .withMessageContainingAll("multiples of the factor 4", "15 x 16");
  }
}
