package io.tweedie.core.operator;

import static io.tweedie.core.contract.Samples.assertClose;
import static io.tweedie.core.contract.Samples.normal;
import static io.tweedie.core.contract.Samples.single;
import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.bytedeco.pytorch.global.torch.grad;
import static org.bytedeco.pytorch.global.torch.linalg_pinv;

import io.tweedie.core.contract.LinearOperatorContract;
import io.tweedie.core.tensor.Shape;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

/** The adjoint and the inverses that an operator gets for nothing but its {@code apply}. */
class DerivedInversesTest extends LinearOperatorContract {

  /** As a user would write it: a matrix over all pixels, and no inverse. */
  private record Dense(Shape imageShape, Shape measurementShape, Tensor matrix)
      implements LinearOperator {

    static Dense random(Shape image, Shape measurement, long rank) {
      Tensor tall = normal(11, measurement.elements(), rank);
      Tensor wide = normal(12, rank, image.elements());
      return new Dense(image, measurement, tall.matmul(wide).retainReference());
    }

    @Override
    public String name() {
      return "dense";
    }

    @Override
    public Tensor apply(Tensor x) {
      imageShape.require(x, "image of dense");
      return PerImage.map(x, image -> matrix.to(x).matmul(image.flatten()))
          .reshape(measurementShape.batch(x.size(0)));
    }
  }

  /** A lens that passes more light at some pixels than at others. */
  private record Vignette(Shape imageShape, Tensor weights) implements LinearOperator {

    static Vignette of(Shape image) {
      Tensor weights = normal(13, image.batch(1)).sigmoid().add(scalar(0.5));
      return new Vignette(image, weights.retainReference());
    }

    @Override
    public String name() {
      return "vignette";
    }

    @Override
    public Shape measurementShape() {
      return imageShape;
    }

    @Override
    public Tensor apply(Tensor x) {
      return imageShape.require(x, "image of vignette").mul(weights.to(x));
    }
  }

  @Override
  protected double exactness() {
    return 1e-8;
  }

  @Override
  protected Stream<LinearOperator> operators() {
    return Stream.of(
        Dense.random(new Shape(1, 3, 4), new Shape(1, 2, 3), 6),
        Dense.random(new Shape(1, 2, 3), new Shape(3, 2, 3), 6),
        Dense.random(new Shape(3, 2, 3), new Shape(2, 3, 2), 5),
        Vignette.of(new Shape(3, 5, 7)));
  }

  @Test
  void aProximalStepOfFloatsEndsWhenItIsGoodEnough() {
    Blur blur = Blur.of(new Shape(1, 32, 24), Kernel.motion(9, 0.5, 1), Boundary.REFLECT);
    AtomicInteger asked = new AtomicInteger();
    LinearOperator counted =
        LinearOperator.of(
            "counted",
            blur.imageShape(),
            blur.measurementShape(),
            x -> {
              asked.incrementAndGet();
              return blur.apply(x);
            });
    double sigma = 0.02;
    Tensor truth = normal(1, 1, 1, 32, 24);
    Tensor y = blur.apply(truth).add(normal(2, truth.shape()), scalar(sigma));
    Tensor z = truth.add(normal(3, truth.shape()), scalar(0.1));
    Tensor precise = blur.apply(blur.proximal(z, y, 1e-5));

    Tensor x = counted.proximal(z.to(ScalarType.Float), y.to(ScalarType.Float), 1e-5);

    assertThat(asked.get()).isBetween(20, 110);
    Tensor left = blur.apply(x.to(ScalarType.Double)).sub(precise);
    assertThat(left.square().mean().sqrt().item_double()).isLessThan(sigma);
  }

  @Test
  void findTheMoorePenroseInverseOfAnyRank() {
    operators()
        .filter(Dense.class::isInstance)
        .map(Dense.class::cast)
        .forEach(
            a -> {
              Tensor y = measurements(a, 2);
              Tensor inverse = linalg_pinv(a.matrix());
              Tensor expected =
                  y.flatten(1, -1).matmul(inverse.mT()).reshape(a.imageShape().batch(2));
              assertClose(a.pseudoInverse(y), expected, 1e-8);
            });
  }

  @Test
  void largeImagesAloneAreAsInABatch() {
    // A sum over one such image is split among threads, one over three images is not.
    LinearOperator a = Vignette.of(new Shape(3, 120, 121));
    assertIndependentOfBatch(single(measurements(a, 3)), a::pseudoInverse);
  }

  @Test
  void workWhereGradientsAreOffAndLeaveThemSo() {
    LinearOperator a = operators().findFirst().orElseThrow();
    Tensor y = measurements(a, 1);
    Tensor expected = a.adjoint(y);
    try (NoGradGuard noGradient = new NoGradGuard()) {
      assertThat(a.adjoint(y).equal(expected)).isTrue();
      a.proximal(images(a, 1), y, 1);
      assertThat(GradMode.is_enabled()).isFalse();
    }
    a.pseudoInverse(y);
    assertThat(GradMode.is_enabled()).isTrue();
  }

  @Test
  void theAdjointIsDifferentiableInTheMeasurement() {
    LinearOperator a = operators().findFirst().orElseThrow();
    Tensor y = measurements(a, 1).requires_grad_(true);
    Tensor x = images(a, 1);
    Tensor objective = a.adjoint(y).mul(x).sum();
    Tensor gradient = grad(new TensorVector(objective), new TensorVector(y)).get(0);
    assertClose(gradient, a.apply(x), 1e-12);
  }

  @Test
  void leaveNothingBehindInNativeMemory() {
    LinearOperator a = operators().findFirst().orElseThrow();
    Tensor y = measurements(a, 2);
    Tensor z = images(a, 2);
    a.proximal(z, y, 0.1).close();
    long before = Pointer.totalCount();
    for (int i = 0; i < 20; i++) {
      try (PointerScope step = new PointerScope()) {
        a.adjoint(y);
        a.pseudoInverse(y);
        a.proximal(z, y, 0.1);
      }
    }
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
  }

  @Test
  void resultsBelongToTheScopeAroundTheCall() {
    LinearOperator a = operators().findFirst().orElseThrow();
    Tensor y = measurements(a, 1);
    Tensor result;
    try (PointerScope step = new PointerScope()) {
      result = a.pseudoInverse(y);
      assertThat(result.isNull()).isFalse();
    }
    assertThat(result.isNull()).isTrue();
  }

  @Test
  void sayThatAnOperatorCutsTheGraph() {
    LinearOperator blind =
        new LinearOperator() {
          @Override
          public String name() {
            return "blind";
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
            return x.detach();
          }
        };
    assertThatIllegalStateException()
        .isThrownBy(() -> blind.adjoint(normal(1, 1, 1, 2, 2)))
        .withMessageContainingAll("blind", "override adjoint()");
  }
}
