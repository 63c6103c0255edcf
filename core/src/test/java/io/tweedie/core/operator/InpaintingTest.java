package io.tweedie.core.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.bytedeco.pytorch.global.torch.ones;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.tweedie.core.contract.SpectralOperatorContract;
import io.tweedie.core.tensor.Scalars;
import io.tweedie.core.tensor.Shape;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class InpaintingTest extends SpectralOperatorContract {

  private static final Shape RGB = new Shape(3, 40, 50);

  @Override
  protected Stream<LinearOperator> operators() {
    Tensor checkers = Tensor.create(new double[] {1, 0, 1, 0, 1, 0}, 1, 1, 2, 3);
    return Stream.of(
        Inpainting.random(new Shape(1, 5, 7), 0.8, 1),
        Inpainting.random(RGB, 0.5, 2),
        Inpainting.centredBox(new Shape(3, 9, 8), 3, 4),
        Inpainting.boxAt(new Shape(1, 9, 8), 9, 1, 0, 7),
        Inpainting.randomBox(RGB, 8, 10, 3),
        Inpainting.freeForm(new Shape(1, 9, 7), 0.3, 0.3, 4),
        Inpainting.freeForm(RGB, 0.1, 0.2, 5),
        Inpainting.window(new Shape(3, 5, 8), 0.5),
        Inpainting.of(new Shape(3, 2, 3), checkers));
  }

  @Test
  void choosesByTheSeed() {
    Tensor first = Inpainting.random(RGB, 0.5, 7).mask();
    assertThat(Inpainting.random(RGB, 0.5, 7).mask().equal(first)).isTrue();
    assertThat(Inpainting.random(RGB, 0.5, 8).mask().equal(first)).isFalse();
    Shape large = new Shape(3, 256, 256);
    Tensor box = Inpainting.randomBox(large, 16, 16, 7).mask();
    assertThat(Inpainting.randomBox(large, 16, 16, 7).mask().equal(box)).isTrue();
    assertThat(Inpainting.randomBox(large, 16, 16, 8).mask().equal(box)).isFalse();
  }

  @Test
  void putsBoxesWhereAsked() {
    Tensor centred = Inpainting.centredBox(new Shape(1, 5, 6), 2, 4).mask();
    Tensor expected = ones(1, 1, 5, 6);
    expected.narrow(2, 1, 2).narrow(3, 1, 4).zero_();
    assertThat(centred.equal(expected)).isTrue();
    assertThat(Inpainting.boxAt(new Shape(1, 5, 6), 2, 4, 1, 1).mask().equal(expected)).isTrue();
  }

  @Test
  void keepsAWindowInTheMiddle() {
    Tensor kept = zeros(1, 1, 5, 8);
    kept.narrow(2, 1, 3).narrow(3, 2, 4).fill_(Scalars.scalar(1));
    assertThat(Inpainting.window(new Shape(1, 5, 8), 0.5).mask().equal(kept)).isTrue();
    assertThat(Inpainting.window(new Shape(1, 3, 3), 0.01).mask().sum().item_double()).isOne();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Inpainting.window(new Shape(1, 3, 4), 0.9))
        .withMessageContainingAll("0.9", "1 x 3 x 4", "whole image");
  }

  @Test
  void strokesHangTogether() {
    Tensor mask = Inpainting.freeForm(new Shape(1, 128, 128), 0.15, 0.15, 3).mask();
    Tensor below = mask.narrow(2, 1, 127);
    double changes = mask.narrow(2, 0, 127).sub(below).abs().sum().item_double();
    // Pixels missed one by one would change half as often as there are missing pixels, twice.
    assertThat(changes).isLessThan(0.15 * 128 * 128 / 3);
  }

  @Test
  void clearsWhatAMeasurementHoldsInMissingPixels() {
    Inpainting a = Inpainting.boxAt(new Shape(1, 1, 2), 1, 1, 0, 0);
    Tensor y = a.observed(Tensor.create(new double[] {9, 5}, 1, 1, 1, 2));
    assertThat(y.equal(Tensor.create(new double[] {0, 5}, 1, 1, 1, 2))).isTrue();
  }

  @Test
  void copiesTheMaskItIsGiven() {
    Tensor mask = ones(1, 1, 2, 2);
    Inpainting a = Inpainting.of(new Shape(1, 2, 2), mask);
    mask.zero_();
    assertThat(a.mask().equal(ones(1, 1, 2, 2))).isTrue();
  }

  @Test
  void refusesWhatIsNoMask() {
    Shape image = new Shape(3, 2, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Inpainting.of(image, ones(1, 3, 2, 2)))
        .withMessageContainingAll("[1, 1, 2, 2]", "[1, 3, 2, 2]");
    Tensor soft = Tensor.create(new double[] {0, 0.5, 1, 1}, 1, 1, 2, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Inpainting.of(image, soft))
        .withMessageContaining("0.000 to 1.000");
  }

  @Test
  void refusesBoxesThatDoNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Inpainting.centredBox(RGB, 41, 10))
        .withMessageContainingAll("41 x 10", "40 x 50");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Inpainting.centredBox(RGB, 40, 50))
        .withMessageContaining("smaller than the image");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Inpainting.boxAt(RGB, 10, 10, 31, 0))
        .withMessageContainingAll("row 31", "40 x 50");
  }
}
