package io.tweedie.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.ones;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class ScopedTest {

  private final List<Tensor> made = new ArrayList<>();

  private Tensor sum() {
    made.add(ones(3));
    made.add(made.get(0).add(made.get(0)));
    return made.get(1).sum();
  }

  @Test
  void onlyTheResultIsLeftUntilTheScopeAroundEnds() {
    Tensor result;
    try (PointerScope scope = new PointerScope()) {
      result = Scoped.run(this::sum);
      assertThat(made).allMatch(tensor -> tensor.isNull());
      assertThat(result.item_float()).isEqualTo(6);
    }
    assertThat(result.isNull()).isTrue();
  }

  @Test
  void withoutAScopeAroundTheResultIsTheCallers() {
    try (Tensor result = Scoped.run(this::sum)) {
      assertThat(made).allMatch(tensor -> tensor.isNull());
      assertThat(result.item_float()).isEqualTo(6);
    }
  }

  @Test
  void gradientsKeepWhatTheyNeed() {
    try (PointerScope scope = new PointerScope()) {
      Tensor x = ones(3).set_requires_grad(true);
      Scoped.run(() -> x.add(x).square().sum()).backward();
      assertThat(x.grad().sum().item_float()).isEqualTo(24);
    }
  }
}
