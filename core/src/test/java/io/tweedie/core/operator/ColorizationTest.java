package io.tweedie.core.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.core.contract.SpectralOperatorContract;
import io.tweedie.core.tensor.Shape;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class ColorizationTest extends SpectralOperatorContract {

  @Override
  protected Stream<LinearOperator> operators() {
    return Stream.of(new Colorization(new Shape(3, 5, 7)), new Colorization(new Shape(3, 33, 17)));
  }

  @Test
  void takesTheMeanOfTheChannels() {
    Tensor rgb = Tensor.create(new double[] {0.25, -0.5, 1}, 1, 3, 1, 1);
    assertThat(new Colorization(new Shape(3, 1, 1)).apply(rgb).item_double()).isEqualTo(0.25);
  }

  @Test
  void refusesGrayImages() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Colorization(new Shape(1, 8, 8)))
        .withMessageContainingAll("3 channels", "1 x 8 x 8");
  }
}
