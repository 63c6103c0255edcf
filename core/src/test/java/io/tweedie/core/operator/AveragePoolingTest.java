package io.tweedie.core.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.core.contract.SpectralOperatorContract;
import io.tweedie.core.tensor.Shape;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class AveragePoolingTest extends SpectralOperatorContract {

  @Override
  protected Stream<LinearOperator> operators() {
    return Stream.of(
        new AveragePooling(new Shape(1, 6, 10), 2),
        new AveragePooling(new Shape(3, 15, 9), 3),
        new AveragePooling(new Shape(3, 36, 20), 4),
        new AveragePooling(new Shape(1, 41, 82), 41));
  }

  @Test
  void averagesBlocksAndRepeatsThem() {
    AveragePooling pooling = new AveragePooling(new Shape(1, 2, 4), 2);
    Tensor x = Tensor.create(new double[] {1, 2, 0, 0, 3, 4, 0, 8}, 1, 1, 2, 4);
    Tensor y = Tensor.create(new double[] {2.5, 2}, 1, 1, 1, 2);
    assertThat(pooling.apply(x).equal(y)).isTrue();
    Tensor repeated = Tensor.create(new double[] {2.5, 2.5, 2, 2, 2.5, 2.5, 2, 2}, 1, 1, 2, 4);
    assertThat(pooling.pseudoInverse(y).equal(repeated)).isTrue();
  }

  @Test
  void refusesSizesThatBlocksDoNotTile() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AveragePooling(new Shape(3, 16, 18), 4))
        .withMessageContainingAll("multiples of the factor 4", "16 x 18", "crop or pad");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AveragePooling(new Shape(3, 16, 16), 1))
        .withMessageContaining("from 2 to 64, not 1");
  }
}
