package io.tweedie.core.measurement;

import static io.tweedie.core.contract.Samples.assertClose;
import static io.tweedie.core.contract.Samples.normal;
import static io.tweedie.core.contract.Samples.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.grad;

import io.tweedie.core.operator.AveragePooling;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Identity;
import io.tweedie.core.operator.Inpainting;
import io.tweedie.core.tensor.Scalars;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;

class MeasurementTest {

  private static final Noise NONE = new Noise.None();
  private final AveragePooling pooling = new AveragePooling(new Shape(3, 4, 6), 2);

  @Test
  void measuresWithNoise() {
    Tensor image = normal(1, 2, 3, 4, 6);
    Tensor draws = normal(2, 2, 3, 2, 3);
    Measurement made = Measurement.of(pooling, image, new Noise.Gaussian(0.05), draws);
    assertClose(made.y(), pooling.apply(image).add(draws.mul(Scalars.scalar(0.1))), 1e-15);
    assertClose(made.residual(image), draws.mul(Scalars.scalar(0.1)), 1e-15);
  }

  @Test
  void takesOneNormForEachImage() {
    // So large that a sum over one image is split among threads and a sum over three is not.
    Identity denoise = new Identity(new Shape(3, 120, 121));
    Measurement made = new Measurement(single(normal(1, 3, 3, 120, 121)), denoise, NONE);
    Tensor x0 = single(normal(3, 3, 3, 120, 121));
    Tensor norms = made.residualNorm(x0);
    assertThat(norms.shape()).containsExactly(3);
    for (long i = 0; i < 3; i++) {
      Measurement alone = new Measurement(made.y().narrow(0, i, 1), denoise, NONE);
      Tensor norm = alone.residualNorm(x0.narrow(0, i, 1));
      assertThat(norm.equal(norms.narrow(0, i, 1))).as("image %d", i).isTrue();
      double expected = Math.sqrt(made.residual(x0).select(0, i).square().sum().item_double());
      assertThat(norm.item_double()).isCloseTo(expected, within(1e-6 * expected));
    }
  }

  /** Two pixels whose photons are known: 127.5 counts at mid-gray, 255 at white, none at black. */
  @Test
  void residualsOfPhotonsCountLessWhereThereAreMore() {
    Identity denoise = new Identity(new Shape(1, 1, 3));
    Tensor y = Tensor.create(new double[] {0, 1, -1}, 1, 1, 1, 3);
    Tensor x0 = Tensor.create(new double[] {0.1, 0.8, -1}, 1, 1, 1, 3);
    double[] precision = {1 / 127.5, 1 / 255.0, 1};
    double mean = (precision[0] + precision[1] + precision[2]) / 3;
    double expected = Math.sqrt((0.01 * precision[0] + 0.04 * precision[1]) / mean);

    Measurement photons = new Measurement(y, denoise, new Noise.Poisson(1));
    Measurement gaussian = new Measurement(y, denoise, new Noise.Gaussian(0.1));

    assertThat(photons.weightedResidualNorm(x0).item_double()).isCloseTo(expected, within(1e-9));
    assertThat(gaussian.weightedResidualNorm(x0).item_double())
        .isEqualTo(gaussian.residualNorm(x0).item_double());
  }

  @Test
  void normsHaveTheGradientOfTheirOwnImage() {
    Tensor image = normal(1, 2, 3, 4, 6);
    Tensor x0 = normal(3, 2, 3, 4, 6);
    x0.select(0, 1).copy_(image.select(0, 1));
    x0.requires_grad_(true);
    Measurement made = Measurement.of(pooling, image, NONE, image);
    Tensor norms = made.residualNorm(x0);
    Tensor gradient = grad(new TensorVector(norms.sum()), new TensorVector(x0)).get(0);
    Tensor residual = made.residual(x0).narrow(0, 0, 1);
    Tensor direction = pooling.adjoint(residual).div(residual.norm()).neg();
    assertClose(gradient.narrow(0, 0, 1), direction, 1e-14);
    assertThat(gradient.select(0, 1).abs().max().item_double())
        .as("gradient where the residual is zero")
        .isZero();
  }

  @Test
  void ignoresWhatMissingPixelsHold() {
    Inpainting inpainting = Inpainting.centredBox(new Shape(1, 4, 4), 2, 2);
    Tensor image = normal(1, 1, 1, 4, 4);
    Measurement damaged = new Measurement(image, inpainting, NONE);
    assertThat(damaged.residualNorm(image).item_double()).isZero();
    Tensor draws = normal(2, 1, 1, 4, 4);
    Measurement noisy = Measurement.of(inpainting, image, new Noise.Gaussian(0.5), draws);
    assertThat(noisy.y().narrow(2, 1, 2).narrow(3, 1, 2).abs().sum().item_double()).isZero();
  }

  @Test
  void refusesMeasurementsOfAnotherShape() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Measurement(normal(1, 1, 3, 4, 6), pooling, NONE))
        .withMessageContainingAll("sr:2", "3 x 2 x 3", "[1, 3, 4, 6]");
  }

  @Test
  void refusesAnotherNumberOfImages() {
    Measurement one = new Measurement(normal(1, 1, 3, 2, 3), pooling, NONE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> one.residual(normal(1, 2, 3, 4, 6)))
        .withMessageContainingAll("1 measurements", "2 images");
  }

  @Test
  void givesAwayOnlyLinearOperators() {
    assertThat(new Measurement(normal(1, 1, 3, 2, 3), pooling, NONE).linear()).isSameAs(pooling);
    Measurement squared = new Measurement(normal(1, 1, 1, 2, 2), new Square(), NONE);
    assertThatIllegalArgumentException()
        .isThrownBy(squared::linear)
        .withMessageContainingAll("square", "not linear");
  }

  private record Square() implements ForwardOperator {

    @Override
    public String name() {
      return "square";
    }

    @Override
    public Shape imageShape() {
      return new Shape(1, 2, 2);
    }

    @Override
    public Shape measurementShape() {
      return imageShape();
    }

    @Override
    public Tensor apply(Tensor x) {
      return x.square();
    }
  }
}
