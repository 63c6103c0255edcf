package io.tweedie.core.solver;

import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.operator.AveragePooling;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Inpainting;
import io.tweedie.core.task.Task;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PsldTest extends LatentSolverContract {

  private static final int BLOCK = 4;

  PsldTest() {
    super(new Psld(4, 0.1, Gluing.INVERSE, Ldps.official().plan()), "250", 0.5, 0.1);
  }

  /**
   * Where latents are pixels the glued picture is B (y - A x) away from them, whose length is that
   * of the residual times a factor that is known.
   */
  @ParameterizedTest
  @CsvSource({"INVERSE, 4", "ADJOINT, 0.25"})
  void gluesTheMeasurementIntoThePicture(Gluing gluing, double lengthOfB) {
    ForwardOperator operator = inLatents(new AveragePooling(SHAPE, BLOCK));
    Ldps longer = new Ldps(1 + 0.1 * lengthOfB, Psld.paper().plan());
    try (PointerScope scope = new PointerScope()) {
      Tensor psld = solved(new Psld(1, 0.1, gluing, longer.plan()), measured(operator));
      Tensor ldps = solved(longer, measured(operator));
      assertThat(psld.allclose(ldps, 1e-5, 1e-5, false)).isTrue();
    }
  }

  @Test
  void keepsKnownPixelsOfAMaskGlued() {
    Inpainting mask = Inpainting.random(SHAPE, 0.5, 3);
    try (PointerScope scope = new PointerScope()) {
      Measurement y = measured(mask);
      Tensor x = y.y().mul(y.y());
      for (Gluing gluing : Gluing.values()) {
        assertThat(mask.apply(gluing.glued(y, x)).allclose(y.y(), 1e-6, 1e-6, false)).isTrue();
      }
    }
  }

  @Test
  void boxesTakeShorterSteps() {
    Psld box = Psld.official(Task.parse("inpaint-box:4"));
    assertThat(box).isEqualTo(new Psld(0.1, 0.01, Gluing.INVERSE, box.plan()));
    Psld blur = Psld.official(Task.parse("deblur-gaussian:5,1.0"));
    assertThat(blur).isEqualTo(new Psld(1, 0.1, Gluing.ADJOINT, box.plan()));
    assertThat(Psld.official(Task.parse("sr:4")).gluing()).isEqualTo(Gluing.INVERSE);
  }
}
