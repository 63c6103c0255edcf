package io.tweedie.core.operator;

import static io.tweedie.core.contract.Samples.assertClose;
import static io.tweedie.core.contract.Samples.normal;
import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.grad;

import io.tweedie.core.contract.OperatorContract;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Shape;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;

class NonlinearBlurTest extends OperatorContract<NonlinearBlur> {

  @Override
  protected Stream<NonlinearBlur> operators() {
    return Stream.of(
        blur(new Shape(3, 8, 11), Kernel.motion(5, 0.5, 1), Boundary.REFLECT),
        blur(new Shape(1, 9, 6), Kernel.gaussian(3, 1), Boundary.CIRCULAR));
  }

  private static NonlinearBlur blur(Shape shape, Kernel kernel, Boundary boundary) {
    return new NonlinearBlur(Blur.of(shape, kernel, boundary));
  }

  private static NonlinearBlur pair() {
    return blur(new Shape(1, 1, 2), Kernel.of(new double[][] {{0.5, 0.5}}), Boundary.CIRCULAR);
  }

  @Test
  void mixesLightRatherThanPixelValues() {
    Tensor y = pair().apply(Tensor.create(new double[] {-1, 1}, 1, 1, 1, 2));
    // Half the light of white is pixel value 188 of sRGB, not 128.
    double expected = 1.055 * Math.pow(0.5, 1 / 2.4) - 0.055;
    double level = 2 * expected - 1;
    assertClose(y, Tensor.create(new double[] {level, level}, 1, 1, 1, 2), 1e-12);
    assertThat(255 * expected).isCloseTo(188, within(0.5));
  }

  @Test
  void keepsWhatIsFlatBeyondBlackAndWhiteToo() {
    for (double value : new double[] {-1.5, -1, -0.95, -0.9, 0, 1, 1.7}) {
      Tensor x = Tensor.create(new double[] {value, value}, 1, 1, 1, 2);
      assertClose(pair().apply(x), x, 1e-12);
    }
  }

  @Test
  void hasAFiniteGradientEverywhere() {
    Tensor x = Tensor.create(new double[] {-40, -1}, 1, 1, 1, 2).requires_grad_(true);
    Tensor gradient = grad(new TensorVector(pair().apply(x).sum()), new TensorVector(x)).get(0);
    assertThat(gradient.isfinite().all().item_bool()).isTrue();
    assertThat(gradient.min().item_double()).isPositive();
  }

  @Test
  void joinsItsPiecesSmoothly() {
    NonlinearBlur camera = pair();
    double join = 2 * 0.055 / 1.4 - 1;
    double[] slopes = new double[2];
    for (int side = 0; side < 2; side++) {
      // Beside a white pixel the light is far from the join, so only the way in changes piece.
      double value = join + (side == 0 ? -1e-9 : 1e-9);
      Tensor x = Tensor.create(new double[] {value, 1}, 1, 1, 1, 2).requires_grad_(true);
      Tensor gradient = grad(new TensorVector(camera.apply(x).sum()), new TensorVector(x)).get(0);
      slopes[side] = gradient.select(3, 0).item_double();
    }
    assertThat(slopes[0]).isCloseTo(slopes[1], within(1e-6 * slopes[1]));
  }

  @Test
  void theSeedOfItsTaskChoosesTheKernel() {
    Shape shape = new Shape(1, 40, 60);
    Tensor x = normal(1, 1, 1, 40, 60).mul(scalar(0.5));
    Task task = Task.parse("deblur-nonlinear");
    Tensor y = task.operator(shape, 1).apply(x);
    assertThat(task.operator(shape, 1).apply(x).equal(y)).isTrue();
    assertThat(task.operator(shape, 2).apply(x).equal(y)).isFalse();
  }

  @Test
  void itsTaskTakesAnySize() {
    for (long edge : new long[] {1, 2, 5, 300}) {
      Shape shape = new Shape(1, edge, edge + 3);
      NonlinearBlur camera = (NonlinearBlur) Task.parse("deblur-nonlinear").operator(shape, 0);
      assertThat(camera.blur().kernel().height()).isBetween(1, 61).isOdd();
    }
  }
}
