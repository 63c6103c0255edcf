package io.tweedie.models.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.bytedeco.pytorch.global.torch.cuda_is_available;
import static org.bytedeco.pytorch.global.torch.ones;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Device;
import io.tweedie.core.tensor.Layout;
import io.tweedie.core.tensor.PlainAttention;
import io.tweedie.core.tensor.Precision;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Layers on a device without numbers, where a weight left on the processor is an error. */
class DeviceTest {

  private static final Device META = Device.META;

  private final Parameters parameters = new Parameters();
  private PointerScope scope;
  private NoGradGuard guard;

  @BeforeEach
  void open() {
    scope = new PointerScope();
    guard = new NoGradGuard();
  }

  @AfterEach
  void close() {
    parameters.close();
    guard.close();
    scope.close();
  }

  private static void requireThere(Tensor result) {
    assertThat(Device.of(result)).isEqualTo(META);
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void layersTakeTheirWeightsToTheFeatures(Layout layout) {
    Linear linear = new Linear(parameters.scope("linear"), 8, 12);
    Linear kernel = Linear.ofKernel(parameters.scope("kernel"), 8, 12, Initializer.FAN_IN);
    Linear map = Linear.withoutBias(parameters.scope("map"), 8, 12);
    Norm layer = new Norm.Layer(parameters.scope("layer"), 8, 1e-5);
    Norm group = new Norm.Group(parameters.scope("group"), 8, 4, 1e-5);
    Norm pixel = new Norm.Pixel(parameters.scope("pixel"), 8);
    Conv2d conv = new Conv2d(parameters.scope("conv"), 8, 8, 3);
    Projection projection =
        new Projection(parameters.scope("projection"), 8, 24, Initializer.FAN_IN);
    parameters.initialize(1);
    for (Precision precision : Precision.values()) {
      Compute compute = Compute.REFERENCE.with(precision).with(layout).with(META);
      Tensor x = compute.inner(zeros(2, 8, 4, 4));
      assertThat(Device.of(x)).isEqualTo(META);
      Tensor rows = META.move(zeros(2, 8), precision.scalarType());
      Tensor scale = META.move(zeros(1, 8));
      requireThere(linear.forward(rows));
      requireThere(map.forward(rows.unsqueeze(0)));
      requireThere(kernel.forward(rows.unsqueeze(0)));
      requireThere(layer.forward(rows.unsqueeze(0)));
      requireThere(group.forward(x));
      requireThere(group.modulated(x, scale, scale));
      requireThere(pixel.forward(x));
      requireThere(pixel.modulated(x, scale, scale));
      requireThere(conv.forward(x));
      requireThere(conv.afterDoubling(x));
      requireThere(projection.forward(x.flatten(2, -1)));
    }
  }

  /** Not the fused one, which the tensor library has not there. */
  @Test
  void attentionFollowsItsQueries() {
    Tensor qkv = META.move(zeros(2, 24, 9));
    try (PlainAttention plain = PlainAttention.use()) {
      requireThere(Attention.HEADS_FIRST.attend(qkv, 2));
      requireThere(Attention.ofTokens(qkv, qkv, qkv, 3));
      requireThere(Attention.ofTokensBefore(qkv, qkv, qkv, 3));
      Tensor attended = Attention.QKV_FIRST.attend(qkv, 2);
      requireThere(attended);
      assertThat(attended.shape()).containsExactly(2, 8, 9);
    }
  }

  @Test
  void aParameterHasAFormForEachDeviceAndKeepsItsValue() {
    Parameter kernel = parameters.declare("kernel", Initializer.ONES, 2, 3, 3, 3);
    kernel.own(ones(2, 3, 3, 3));
    Tensor there = META.move(zeros(1, 3, 4, 4), ScalarType.BFloat16);
    assertThat(Device.of(kernel.like(there))).isEqualTo(META);
    assertThat(kernel.like(there).scalar_type().intern()).isEqualTo(ScalarType.BFloat16);
    assertThat(Device.of(kernel.beside(there))).isEqualTo(META);
    assertThat(kernel.beside(there).scalar_type().intern()).isEqualTo(ScalarType.Float);
    assertThat(kernel.like(zeros(1, 3, 4, 4)).sum().item_float()).isEqualTo(54);
  }

  @Test
  void oneDeviceHasOneName() {
    assertThat(new Device("cuda")).isEqualTo(new Device("cuda:0")).hasToString("cuda:0");
  }

  @Test
  void aMissingDeviceIsRefusedWithWhatItTakes() {
    assumeThat(cuda_is_available()).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Device("cuda").requireAvailable())
        .withMessageContainingAll("CUDA", "-Pcuda");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Device("gpu"))
        .withMessageContainingAll("gpu", "cpu", "cuda");
  }
}
