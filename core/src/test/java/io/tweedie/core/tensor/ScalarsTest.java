package io.tweedie.core.tensor;

import static io.tweedie.core.tensor.Scalars.minus;
import static io.tweedie.core.tensor.Scalars.plus;
import static io.tweedie.core.tensor.Scalars.sum;
import static io.tweedie.core.tensor.Scalars.times;
import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScalarsTest {

  private PointerScope scope;
  private Tensor x;
  private Tensor y;

  @BeforeEach
  void open() {
    scope = new PointerScope();
    x = Tensor.create(1f, -2f, 4f);
    y = Tensor.create(10f, 20f, 40f);
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void readsLikeItsFormula() {
    assertThat(values(times(3, x))).containsExactly(3, -6, 12);
    assertThat(values(plus(x, 0.5, y))).containsExactly(6, 8, 24);
    assertThat(values(minus(x, 0.5, y))).containsExactly(-4, -12, -16);
    assertThat(values(sum(2, x, -1, y))).containsExactly(-8, -24, -32);
  }

  @Test
  void leavesItsOperandsAsTheyAre() {
    sum(2, x, 3, y);
    minus(x, 1, y);
    assertThat(values(x)).containsExactly(1, -2, 4);
    assertThat(values(y)).containsExactly(10, 20, 40);
  }

  private static float[] values(Tensor tensor) {
    float[] values = new float[(int) tensor.numel()];
    tensor.data_ptr_float().get(values);
    return values;
  }
}
