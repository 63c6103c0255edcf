package io.tweedie.models.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.ones;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class ChainTest {

  @Test
  void keepsItsLastResultOnly() {
    List<Tensor> made = new ArrayList<>();
    Block twice =
        (x, e) -> {
          made.add(x.add(x));
          return made.get(made.size() - 1);
        };
    try (PointerScope scope = new PointerScope()) {
      Tensor result = Chain.of(twice, twice, twice).forward(ones(1), null);
      assertThat(result.item_float()).isEqualTo(8);
      assertThat(made.subList(0, 2)).allMatch(tensor -> tensor.isNull());
    }
  }
}
