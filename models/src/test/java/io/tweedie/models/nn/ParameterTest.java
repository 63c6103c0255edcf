package io.tweedie.models.nn;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.bytedeco.pytorch.global.torch.ones;
import static org.bytedeco.pytorch.global.torch.zeros;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class ParameterTest {

  private final Parameters parameters = new Parameters();
  private final Parameter kernel =
      parameters.scope("conv").declare("weight", Initializer.FAN_IN, 2, 3, 3, 3);

  @Test
  void aFrozenOneIsConvertedOnce() {
    try (PointerScope scope = new PointerScope()) {
      parameters.initialize(1);
      Tensor activation = zeros(1, 3, 4, 4).to(ScalarType.BFloat16);
      Tensor converted = kernel.like(activation);
      assertThat(converted.scalar_type().intern()).isEqualTo(ScalarType.BFloat16);
      assertThat(kernel.like(activation).is_same(converted)).isTrue();
      assertThat(kernel.like(zeros(1, 3, 4, 4)).is_same(kernel.value())).isTrue();
    }
    assertThat(kernel.value().isNull()).as("outlives the scope").isFalse();
    parameters.close();
  }

  @Test
  void anotherLayoutTakesThePlaceOfTheValue() {
    try (PointerScope scope = new PointerScope()) {
      parameters.initialize(1);
      Tensor before = kernel.value().clone();
      Tensor turned = kernel.like(zeros(1, 3, 4, 4).contiguous(MemoryFormat.ChannelsLast));
      assertThat(turned.is_contiguous(MemoryFormat.ChannelsLast)).isTrue();
      assertThat(turned.is_same(kernel.value())).as("not a second copy").isTrue();
      assertThat(turned.equal(before)).isTrue();
      Tensor back = kernel.like(zeros(1, 3, 4, 4));
      assertThat(back.is_contiguous()).isTrue();
      assertThat(back.equal(before)).isTrue();
      assertThat(turned.is_same(kernel.value())).as("moves once only").isTrue();
    }
    assertThat(kernel.value().isNull()).as("outlives the scope").isFalse();
    parameters.close();
  }

  @Test
  void whatOthersSeeStaysInItsMemory() {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor flat = ones(54);
      kernel.assign(flat.view(2, 3, 3, 3).detach());
      Tensor activation = zeros(1, 3, 4, 4).contiguous(MemoryFormat.ChannelsLast);
      assertThat(kernel.like(activation).is_contiguous(MemoryFormat.ChannelsLast)).isTrue();
      flat.mul_(scalar(2));
      assertThat(kernel.value().sum().item_float()).isEqualTo(108);
      assertThat(kernel.like(activation).sum().item_float()).isEqualTo(108);
    }
    parameters.close();
  }

  @Test
  void whatWasConvertedFollowsChangesInPlace() {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      // An optimizer that keeps all weights in one tensor hands out views of it.
      Tensor flat = ones(54);
      kernel.assign(flat.view(2, 3, 3, 3).detach());
      Tensor activation = zeros(1, 3, 4, 4).to(ScalarType.BFloat16);
      assertThat(kernel.like(activation).sum().item_float()).isEqualTo(54);
      flat.mul_(scalar(2));
      assertThat(kernel.like(activation).sum().item_float()).isEqualTo(108);
    }
    parameters.close();
  }

  @Test
  void gradientsReachTheFloat32Value() {
    try (PointerScope scope = new PointerScope()) {
      parameters.initialize(1);
      assertThat(parameters.training()).isFalse();
      parameters.train(true);
      assertThat(parameters.training()).isTrue();
      kernel.like(zeros(1, 3, 4, 4).to(ScalarType.BFloat16)).sum().backward();
      assertThat(kernel.value().grad().equal(ones(2, 3, 3, 3))).isTrue();
      parameters.train(false);
      assertThat(parameters.training()).isFalse();
    }
    parameters.close();
  }

  @Test
  void whatWasHandedOutOutlivesTheParameter() {
    try (PointerScope scope = new PointerScope()) {
      kernel.own(ones(2, 3, 3, 3));
      Tensor handed = kernel.like(zeros(1, 3, 4, 4));
      Tensor moved = kernel.like(zeros(1, 3, 4, 4).contiguous(MemoryFormat.ChannelsLast));
      parameters.close();
      assertThat(handed.sum().item_float()).isEqualTo(54);
      assertThat(moved.sum().item_float()).isEqualTo(54);
    }
  }

  @Test
  void oneOfAClosedModelSaysThatItIsClosed() {
    assertThatIllegalStateException()
        .isThrownBy(kernel::value)
        .withMessageContaining("has no value yet");
    parameters.initialize(1);
    parameters.close();
    try (PointerScope scope = new PointerScope()) {
      Tensor activation = zeros(1, 3, 4, 4);
      assertThatIllegalStateException()
          .isThrownBy(() -> kernel.like(activation))
          .withMessageContaining("this model was closed");
    }
    parameters.initialize(1);
    assertThat(kernel.value().isNull()).isFalse();
    parameters.close();
  }

  @Test
  void refusesAnotherShape() {
    try (PointerScope scope = new PointerScope()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> kernel.assign(zeros(2, 3)))
          .withMessage("conv.weight: expected shape [2, 3, 3, 3], got [2, 3]");
    }
  }

  @Test
  void namesAreGivenOnce() {
    assertThatIllegalStateException()
        .isThrownBy(() -> parameters.scope("conv").declare("weight", Initializer.ONES, 1))
        .withMessageContaining("conv.weight is declared twice");
    assertThat(parameters.elements()).isEqualTo(54);
  }
}
