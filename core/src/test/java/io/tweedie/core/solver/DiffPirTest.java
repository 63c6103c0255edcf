package io.tweedie.core.solver;

import static io.tweedie.core.contract.Samples.assertClose;
import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.core.contract.SolverContract;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.AveragePooling;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class DiffPirTest extends SolverContract {

  DiffPirTest() {
    super(DiffPir.official(Task.parse("inpaint-random:0.5")), "100", 0.05, 0.4);
  }

  /** Algorithm 1, whose data step the authors leave out at the last level. */
  @Test
  void fitsTheMeasurementAtEveryStepButTheLast() {
    AveragePooling a = new AveragePooling(new Shape(3, 8, 8), 2);
    double lambda = 7;
    double zeta = 0.3;
    double sigmaY = 0.2;
    List<Integer> indices = new ArrayList<>();
    OneStep.forEach(
        new DiffPir(lambda, zeta, new Plan("uniform:5", new Transition.Ddim(0), false)),
        a,
        new Noise.Gaussian(sigmaY / 2),
        (step, y, next) -> {
          indices.add(step.index());
          if (step.index() == 0) {
            assertThat(next.equal(step.x0Hat())).isTrue();
            return;
          }
          double alphaBar = step.alphaBar();
          double rho = lambda * sigmaY * sigmaY * alphaBar / (1 - alphaBar);
          Tensor x0 = a.proximal(step.x0Hat(), y.y(), rho);
          Tensor epsilon =
              step.xt().sub(x0, scalar(Math.sqrt(alphaBar))).div(scalar(Math.sqrt(1 - alphaBar)));
          Tensor z = step.noise("transition", a.imageShape());
          Tensor mixed = epsilon.mul(scalar(Math.sqrt(1 - zeta))).add(z, scalar(Math.sqrt(zeta)));
          double previous = step.alphaBarPrevious();
          Tensor expected =
              x0.mul(scalar(Math.sqrt(previous))).add(mixed, scalar(Math.sqrt(1 - previous)));
          assertClose(next, expected, 1e-6);
        });
    assertThat(indices).containsExactly(4, 3, 2, 1, 0);
  }
}
