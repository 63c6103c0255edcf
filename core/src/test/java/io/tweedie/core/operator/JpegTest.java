package io.tweedie.core.operator;

import static io.tweedie.core.contract.Samples.normal;
import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.avg_pool2d;
import static org.bytedeco.pytorch.global.torch.full;
import static org.bytedeco.pytorch.global.torch.grad;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.replication_pad2d;
import static org.bytedeco.pytorch.global.torch.upsample_bilinear2d;

import io.tweedie.core.contract.OperatorContract;
import io.tweedie.core.contract.Samples;
import io.tweedie.core.operator.Jpeg.Chroma;
import io.tweedie.core.tensor.Shape;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That the value is a codec's is tested where there is a codec, beside {@code JpegEncoder}. */
class JpegTest extends OperatorContract<Jpeg> {

  private static final double[] TO_YCBCR = {
    0.299, 0.587, 0.114, -0.168736, -0.331264, 0.5, 0.5, -0.418688, -0.081312
  };
  private static final double[] TO_RGB = {1, 0, 1.402, 1, -0.344136, -0.714136, 1, 1.772, 0};

  @Override
  protected Stream<Jpeg> operators() {
    return Stream.of(
        new Jpeg(new Shape(3, 16, 32), 10, Chroma.HALVED),
        new Jpeg(new Shape(3, 13, 21), 50, Chroma.HALVED),
        new Jpeg(new Shape(3, 9, 17), 90, Chroma.FULL),
        new Jpeg(new Shape(1, 5, 11), 30, Chroma.HALVED));
  }

  /** Steps have no useful derivative: the gradient is that of what is left without them. */
  @Override
  @ParameterizedTest
  @MethodSource("cases")
  protected void hasTheGradientOfFiniteDifferences(Jpeg operator) {
    Tensor x = images(operator, 2).requires_grad_(true);
    Tensor direction = normal(3, x.shape());
    Tensor cotangent = measurements(operator, 2);
    Tensor gradient =
        grad(new TensorVector(operator.apply(x).mul(cotangent).sum()), new TensorVector(x)).get(0);
    double expected = Samples.dot(withoutSteps(operator, direction), cotangent);
    assertThat(Samples.dot(gradient, direction)).isCloseTo(expected, within(1e-3));
  }

  private static Tensor withoutSteps(Jpeg codec, Tensor x) {
    if (codec.imageShape().channels() == 1) {
      return x;
    }
    Tensor ycbcr = mix(TO_YCBCR, x);
    if (codec.chroma() == Chroma.HALVED) {
      Tensor coarse = coarse(ycbcr.narrow(1, 1, 2), x.size(2), x.size(3));
      ycbcr.narrow(1, 1, 2).copy_(coarse);
    }
    return mix(TO_RGB, ycbcr);
  }

  private static Tensor mix(double[] matrix, Tensor x) {
    Tensor mixed = matmul(Tensor.create(matrix, 3, 3), x.flatten(2, 3));
    return mixed.reshape(x.shape());
  }

  /** Averages over 2 x 2 with the last row and column repeated, and interpolates. */
  private static Tensor coarse(Tensor plane, long height, long width) {
    Tensor even = replication_pad2d(plane, 0, width % 2, 0, height % 2);
    Tensor small = avg_pool2d(even, 2, 2);
    long[] size = {2 * small.size(2), 2 * small.size(3)};
    return upsample_bilinear2d(small, size, false).narrow(2, 0, height).narrow(3, 0, width);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void hasTheSameValueWithAGradient(Jpeg operator) {
    Tensor x = images(operator, 2);
    Tensor plain = operator.apply(x);
    Tensor watched = operator.apply(x.clone().requires_grad_(true));
    assertThat(watched.equal(plain)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givesGreyLevels(Jpeg operator) {
    Tensor levels = operator.apply(images(operator, 1)).add(scalar(1)).mul(scalar(127.5));
    assertThat(levels.sub(levels.round()).abs().max().item_double()).isLessThan(1e-10);
    assertThat(levels.min().item_double()).isNotNegative();
    assertThat(levels.max().item_double()).isLessThanOrEqualTo(255 + 1e-10);
  }

  @Test
  void keepsFlatImagesUpToTheStepOfTheirMean() {
    Jpeg codec = new Jpeg(new Shape(1, 8, 8), 10, Chroma.HALVED);
    // The mean has steps of 16 * 5 / 8 = 10 levels around 128: 97 is 3.1 of them below.
    assertThat(level(codec.apply(flat(97)))).isEqualTo(98);
    // A tie goes away from the middle.
    assertThat(level(codec.apply(flat(93)))).isEqualTo(88);
    assertThat(level(codec.apply(flat(163)))).isEqualTo(168);
  }

  private static Tensor flat(double level) {
    return full(new long[] {1, 1, 8, 8}, scalar(level / 127.5 - 1));
  }

  private static double level(Tensor y) {
    return Math.round((y.mean().item_double() + 1) * 127.5);
  }

  @Test
  void isBetterAtHigherQuality() {
    Shape shape = new Shape(3, 40, 40);
    Tensor x = normal(1, 1, 3, 40, 40).mul(scalar(0.3));
    double last = Double.MAX_VALUE;
    for (int quality : new int[] {5, 20, 60, 90, 100}) {
      double error = new Jpeg(shape, quality, Chroma.FULL).apply(x).sub(x).norm().item_double();
      assertThat(error).isLessThan(last);
      last = error;
    }
  }

  @Test
  void scalesTheTablesAsTheIndependentJpegGroupDoes() {
    Shape shape = new Shape(3, 8, 8);
    assertThat(new Jpeg(shape, 50, Chroma.HALVED).luminanceTable())
        .startsWith(16, 11, 10, 16, 24, 40, 51, 61, 12)
        .endsWith(112, 100, 103, 99);
    assertThat(new Jpeg(shape, 10, Chroma.HALVED).luminanceTable())
        .startsWith(80, 55, 50, 80, 120, 200, 255);
    // 5000 / 30 is 166 there, not 166.7: 24 becomes 40 and 14 becomes 23.
    assertThat(new Jpeg(shape, 30, Chroma.HALVED).luminanceTable()).startsWith(27, 18, 17, 27, 40);
    assertThat(new Jpeg(shape, 90, Chroma.HALVED).chrominanceTable()).startsWith(3, 4, 5, 9, 20);
    assertThat(new Jpeg(shape, 100, Chroma.HALVED).chrominanceTable()).containsOnly(1);
  }

  @Test
  void leadsToTheMeasuredCoefficients() {
    Jpeg codec = new Jpeg(new Shape(1, 16, 16), 10, Chroma.HALVED);
    Tensor y = codec.apply(normal(1, 1, 1, 16, 16).mul(scalar(0.5)));
    Tensor x = full(new long[] {1, 1, 16, 16}, scalar(0)).to(y);
    double start = y.sub(codec.apply(x)).norm().item_double();
    for (int i = 0; i < 200; i++) {
      Tensor watched = x.detach().requires_grad_(true);
      Tensor loss = y.sub(codec.apply(watched)).square().sum();
      Tensor gradient = grad(new TensorVector(loss), new TensorVector(watched)).get(0);
      try (NoGradGuard noGradient = new NoGradGuard()) {
        x = x.sub(gradient, scalar(0.05));
      }
    }
    assertThat(y.sub(codec.apply(x)).norm().item_double()).isLessThan(0.05 * start);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 101, -5})
  void refusesQualitiesThereAreNot(int quality) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Jpeg(new Shape(3, 8, 8), quality, Chroma.FULL))
        .withMessageContainingAll("from 1 (worst) to 100", "not " + quality);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void refusesOtherChannels(int channels) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Jpeg(new Shape(channels, 8, 8), 10, Chroma.FULL))
        .withMessageContainingAll("1 channel", "3", channels + " x 8 x 8");
  }

  @Test
  void isNamedAsTheTask() {
    assertThat(new Jpeg(new Shape(3, 8, 8), 10, Chroma.HALVED).name()).isEqualTo("jpeg:10");
    assertThat(new Jpeg(new Shape(3, 8, 8), 10, Chroma.FULL).name()).isEqualTo("jpeg:10,4:4:4");
  }
}
