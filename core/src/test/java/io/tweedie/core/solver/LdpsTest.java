package io.tweedie.core.solver;

import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.core.operator.AveragePooling;
import io.tweedie.core.operator.ForwardOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class LdpsTest extends LatentSolverContract {

  LdpsTest() {
    super(new Ldps(4, Ldps.official().plan()), "250", 0.5, 0.1);
  }

  @Override
  protected boolean servesNonlinear() {
    return true;
  }

  @Test
  void isDpsOfWhatTheDecoderShows() {
    ForwardOperator physics = new AveragePooling(SHAPE, 4);
    Ldps ldps = Ldps.paper();
    Dps dps = new Dps(1, Dps.Counts.ALIKE, ldps.plan());
    try (PointerScope scope = new PointerScope()) {
      Tensor inLatents = solved(ldps, measured(inLatents(physics)));
      assertThat(inLatents.equal(solved(dps, measured(physics)))).isTrue();
    }
  }
}
