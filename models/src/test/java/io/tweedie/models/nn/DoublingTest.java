package io.tweedie.models.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.randn;

import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Layout;
import io.tweedie.core.tensor.Precision;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A convolution after doubling, computed at once, is the convolution of the doubled image. */
class DoublingTest {

  private static final int IN = 16;
  private static final int OUT = 24;

  private final PointerScope scope = new PointerScope();
  private final Parameters parameters = new Parameters();
  private final Conv2d conv;

  DoublingTest() {
    Backend.initialize();
    manual_seed(5);
    conv = new Conv2d(parameters, IN, OUT, 3);
    parameters.byName().get("weight").own(randn(OUT, IN, 3, 3));
    parameters.byName().get("bias").own(randn(OUT));
  }

  @AfterEach
  void free() {
    parameters.close();
    scope.close();
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT32, CONTIGUOUS, 2e-6",
    "FLOAT32, CHANNELS_LAST, 2e-6",
    "BFLOAT16, CONTIGUOUS, 1e-2",
    "BFLOAT16, CHANNELS_LAST, 1e-2"
  })
  void isTheConvolutionOfTheDoubledImage(Precision precision, Layout layout, double tolerance) {
    Compute compute = Compute.REFERENCE.with(precision).with(layout);
    // An odd height and one row and column at each border, where zeros take part.
    Tensor x = images(2, 7, 10, compute);
    Tensor plain = conv.forward(Doubling.nearest(x));
    Tensor atOnce = conv.afterDoubling(x);
    assertThat(atOnce.shape()).containsExactly(2, OUT, 14, 20);
    assertThat(atOnce.scalar_type().intern()).isEqualTo(precision.scalarType());
    assertThat(atOnce.is_contiguous(layout.memoryFormat())).isTrue();
    assertThat(error(atOnce, plain)).isLessThan(tolerance);
    assertThat(error(Gradients.of(atOnce, x), Gradients.of(plain, x))).isLessThan(tolerance);
  }

  @Test
  void asksForFourNinthsOfTheWork() {
    Tensor x = images(1, 8, 8, Compute.REFERENCE);
    long plain = Work.of(() -> conv.forward(Doubling.nearest(x))).convolution();
    long atOnce = Work.of(() -> conv.afterDoubling(x)).convolution();
    assertThat(plain).isEqualTo(9L * IN * OUT * 16 * 16);
    assertThat(9 * atOnce).isEqualTo(4 * plain);
  }

  @Test
  void leavesTheGradientOfWeightsInTrainingAsItIs() {
    parameters.train(true);
    Tensor x = images(1, 6, 6, Compute.REFERENCE);
    assertThat(conv.afterDoubling(x).equal(conv.forward(Doubling.nearest(x)))).isTrue();
    conv.afterDoubling(x).sum().backward();
    assertThat(parameters.byName().get("weight").value().grad().defined()).isTrue();
  }

  @Test
  void followsTheWeights() {
    Tensor x = images(1, 6, 6, Compute.REFERENCE);
    conv.afterDoubling(x);
    parameters.byName().get("weight").assign(randn(OUT, IN, 3, 3));
    assertThat(error(conv.afterDoubling(x), conv.forward(Doubling.nearest(x)))).isLessThan(2e-6);
  }

  private static Tensor images(int n, int height, int width, Compute compute) {
    return compute.inner(randn(n, IN, height, width)).set_requires_grad(true);
  }

  /** Largest difference, relative to the largest value. */
  private static double error(Tensor actual, Tensor expected) {
    Tensor reference = expected.to(ScalarType.Float);
    Tensor difference = actual.to(ScalarType.Float).sub(reference);
    return difference.abs().max().item_float() / reference.abs().max().item_float();
  }
}
