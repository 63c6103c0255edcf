package io.tweedie.core.solver;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.core.latent.Decoded;
import io.tweedie.core.operator.AveragePooling;
import io.tweedie.core.operator.ForwardOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class GmlDpsTest extends LatentSolverContract {

  private static final ForwardOperator PHYSICS = new AveragePooling(SHAPE, 4);

  GmlDpsTest() {
    super(new GmlDps(4, 0.05, GmlDps.official().plan()), "250", 0.5, 0.1);
  }

  @Override
  protected boolean servesNonlinear() {
    return true;
  }

  @Test
  void isLdpsWhereAllLatentsAreFixedPoints() {
    try (PointerScope scope = new PointerScope()) {
      Tensor gml = solved(GmlDps.paper(), measured(inLatents(PHYSICS)));
      assertThat(gml.equal(solved(Ldps.paper(), measured(inLatents(PHYSICS))))).isTrue();
    }
  }

  /** An autoencoder that shrinks latents has one fixed point, zero. */
  private static final class Shrinking extends SamePixels {

    @Override
    public Tensor encode(Tensor images) {
      return images.mul(scalar(0.5));
    }
  }

  @Test
  void goesTowardFixedPoints() {
    ForwardOperator operator = new Decoded(PHYSICS, new Shrinking());
    try (PointerScope scope = new PointerScope()) {
      Tensor with = solved(GmlDps.paper(), measured(operator));
      Tensor without = solved(Ldps.paper(), measured(operator));
      assertThat(with.norm().item_double()).isLessThan(0.98 * without.norm().item_double());
    }
  }
}
