package io.tweedie.models.nn;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.hasMKLDNN;

import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Precision;
import io.tweedie.models.parity.DeterministicWeights;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights in the order of oneDNN give the bits that they give in the order of checkpoints. */
@Tag("processor")
class PackedConvolutionTest {

  private static final int IN = 24;
  private static final int OUT = 40;

  private final PointerScope scope = new PointerScope();
  private final Parameters parameters = new Parameters();

  @AfterEach
  void free() {
    parameters.close();
    scope.close();
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT32, 3, 1, 1",
    "FLOAT32, 3, 1, 2",
    "FLOAT32, 1, 1, 1",
    "FLOAT32, 3, 2, 1",
    "BFLOAT16, 3, 1, 1",
    "BFLOAT16, 3, 1, 2",
    "BFLOAT16, 1, 1, 1",
    "BFLOAT16, 3, 2, 1"
  })
  void convolvesAlike(Precision precision, int kernel, int stride, int images) {
    Conv2d conv = new Conv2d(parameters, IN, OUT, kernel, stride, kernel / 2, Initializer.FAN_IN);
    assertAlike(conv::forward, images(images, precision));
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void convolvesAlikeWithoutBias(Precision precision) {
    assertAlike(Conv2d.withoutBias(parameters, IN, OUT, 3, 1, 1)::forward, images(1, precision));
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void convolvesAlikeAfterDoubling(Precision precision) {
    assertAlike(new Conv2d(parameters, IN, OUT, 3)::afterDoubling, images(1, precision));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void mapsTokensAlike(int images) {
    Tensor tokens = images(images, Precision.FLOAT32).flatten(2, 3).transpose(1, 2);
    assertAlike(new Linear(parameters, IN, OUT)::forward, tokens);
  }

  @Test
  void mapsTokensAlikeByAKernel() {
    Tensor tokens = DeterministicWeights.tensor("tokens", 2, 9, IN);
    assertAlike(Linear.ofKernel(parameters, IN, OUT, Initializer.FAN_IN)::forward, tokens);
  }

  @Test
  void packsForWhatItServes() {
    new Conv2d(parameters, IN, OUT, 3);
    parameters.initialize(1);
    Tensor x = images(1, Precision.FLOAT32);
    assertThat(packs(x.contiguous())).isFalse();
    assertThat(packs(x.to(ScalarType.Double))).isFalse();
    assertThat(packs(x)).isEqualTo(hasMKLDNN());
    x.set_requires_grad(true);
    assertThat(packs(x)).isFalse();
    try (NoGradGuard guard = new NoGradGuard()) {
      assertThat(packs(x)).isEqualTo(hasMKLDNN());
    }
  }

  @Test
  void theOrderTakesThePlaceOfTheValue() {
    Conv2d conv = new Conv2d(parameters, IN, OUT, 3);
    parameters.initialize(1);
    Tensor before = new Tensor(weight().value());
    Tensor y = conv.forward(images(1, Precision.FLOAT32));
    assertThat(parameters.training()).isFalse();
    assertThat(weight().value().is_same(before)).as("a second copy").isEqualTo(!hasMKLDNN());
    assertThat(weight().value().equal(before)).isTrue();
    assertThat(conv.forward(images(1, Precision.FLOAT32)).equal(y)).isTrue();
    assertThat(packs(ScalarType.Float)).as("to and fro").isFalse();
  }

  @Test
  void followsTheWeights() {
    Conv2d conv = new Conv2d(parameters, IN, OUT, 3);
    parameters.initialize(1);
    Tensor x = images(1, Precision.FLOAT32);
    Tensor first = conv.forward(x);
    try (NoGradGuard guard = new NoGradGuard()) {
      // An optimizer that keeps all weights in one tensor hands out views of it.
      Tensor flat = weight().value().flatten().clone();
      weight().assign(flat.view(weight().shape()).detach());
      assertThat(conv.forward(x).equal(first)).isTrue();
      flat.mul_(scalar(2));
      assertThat(conv.forward(x).equal(first.mul(scalar(2)))).isTrue();
    }
  }

  @Test
  void trainingTakesTheOrderOfCheckpoints() {
    Conv2d conv = new Conv2d(parameters, IN, OUT, 3);
    parameters.initialize(1);
    Tensor x = images(1, Precision.FLOAT32);
    conv.forward(x);
    parameters.train(true);
    assertThat(packs(ScalarType.Float)).isFalse();
    conv.forward(x).sum().backward();
    assertThat(weight().value().grad().defined()).isTrue();
  }

  @Test
  void threadsMayWantGradientsOrNot() {
    Conv2d conv = new Conv2d(parameters, IN, OUT, 3);
    Linear map = new Linear(parameters.scope("map"), OUT, OUT);
    parameters.initialize(1);
    UnaryOperator<Tensor> both = x -> map.forward(conv.forward(x).flatten(2, -1).transpose(1, 2));
    Tensor x = images(1, Precision.FLOAT32);
    Tensor expected = both.apply(x);
    IntStream.range(0, 64)
        .parallel()
        .forEach(
            i -> {
              try (PointerScope own = new PointerScope()) {
                Tensor mine = x.detach().clone().set_requires_grad(i % 4 == 3);
                assertThat(both.apply(mine).equal(expected)).isTrue();
              }
            });
  }

  /** Without a gradient, and so packed, and with one, which takes the weights as they are. */
  private void assertAlike(UnaryOperator<Tensor> layer, Tensor x) {
    parameters.initialize(1);
    Tensor before = weight().value().clone();
    Tensor packed = layer.apply(x);
    assertThat(packed.requires_grad()).isFalse();
    Tensor input = x.detach().clone().set_requires_grad(true);
    Tensor plain = layer.apply(input);
    assertThat(plain.requires_grad()).isTrue();
    assertThat(packed.equal(plain)).isTrue();
    assertThat(strides(packed)).isEqualTo(strides(plain));
    assertThat(weight().value().equal(before)).isTrue();
    assertThat(packs(x.scalar_type().intern())).as("two orders").isFalse();
    parameters.initialize(1);
    Tensor first = layer.apply(input);
    assertThat(Gradients.of(first, input).equal(Gradients.of(plain, input))).isTrue();
  }

  private Parameter weight() {
    return parameters.byName().get("weight");
  }

  /** Whether the weights would be packed; no more once they were and have been asked for as is. */
  private boolean packs(ScalarType type) {
    return packs(images(1, Precision.FLOAT32).to(type));
  }

  private boolean packs(Tensor x) {
    long[] one = {1, 1};
    return weight().packed(x, PackedConvolution.plain(one, one)).isPresent();
  }

  private static long[] strides(Tensor x) {
    return LongStream.range(0, x.dim()).map(x::stride).toArray();
  }

  /** Odd sides, and rows and columns at the borders where zeros take part. */
  private static Tensor images(int n, Precision precision) {
    Tensor x = DeterministicWeights.tensor("images", n, IN, 9, 10);
    return Compute.STANDARD.with(precision).inner(x);
  }
}
