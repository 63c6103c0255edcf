package io.tweedie.core.solver;

import static io.tweedie.core.contract.Samples.assertClose;
import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.core.contract.SolverContract;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.AveragePooling;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class DdrmTest extends SolverContract {

  private static final double ETA = 0.85;

  DdrmTest() {
    super(Ddrm.paper(), "100", 1e-4, 0.2);
  }

  /**
   * Equations 7 and 8 of means of 2 x 2 pixels, whose one singular value is 1/2: what is not seen
   * follows the prior, and what is seen the measurement as far as its noise lets it.
   */
  @Test
  void whatIsSeenMovesToTheMeasurementAsFarAsItsNoiseLets() {
    AveragePooling a = new AveragePooling(new Shape(3, 8, 8), 2);
    double etaB = 0.9;
    double sigmaY = 0.4;
    double s = 0.5;
    Plan plan = new Plan("geometric:6,4,0.1", new Transition.Remix(ETA), false);
    List<Boolean> noisy = new ArrayList<>();
    OneStep.forEach(
        new Ddrm(ETA, etaB, plan),
        a,
        new Noise.Gaussian(sigmaY / 2),
        (step, y, next) -> {
          double sigma = Math.sqrt((1 - step.alphaBarPrevious()) / step.alphaBarPrevious());
          double kept = sigma * Math.sqrt(1 - ETA * ETA);
          noisy.add(s * sigma < sigmaY);
          Tensor x0 = step.x0Hat();
          Tensor r = a.pseudoInverse(y.y().sub(a.apply(x0)));
          Tensor z = step.noise("transition", a.imageShape());
          Tensor seen = a.pseudoInverse(a.apply(z));
          double toY = s * sigma < sigmaY ? s * kept / sigmaY : etaB;
          double fresh =
              s * sigma < sigmaY
                  ? sigma * ETA
                  : Math.sqrt(sigma * sigma - Math.pow(etaB * sigmaY / s, 2));
          Tensor epsilon = step.epsilon();
          Tensor expected =
              x0.add(r, scalar(toY))
                  .add(seen, scalar(fresh))
                  .add(z.sub(seen), scalar(sigma * ETA))
                  .add(epsilon.sub(a.pseudoInverse(a.apply(epsilon))), scalar(kept))
                  .mul(scalar(Math.sqrt(step.alphaBarPrevious())));
          assertClose(next, expected, 1e-6);
        });
    assertThat(noisy).contains(true, false);
  }

  /**
   * Equation 4: what is seen with less noise than the first level has starts at the measurement.
   */
  @Test
  void startsAtTheMeasurementWhereThatIsTheLessNoisy() {
    AveragePooling a = new AveragePooling(new Shape(3, 8, 8), 2);
    for (double sigmaY : new double[] {0.2, 0.6}) {
      Plan plan = new Plan("geometric:3,0.8,0.1", new Transition.Remix(ETA), false);
      Ddrm solver = new Ddrm(ETA, 1, plan);
      OneStep.forEach(
          solver,
          a,
          new Noise.Gaussian(sigmaY / 2),
          (step, y, next) -> {
            double sigma = Math.sqrt((1 - step.alphaBar()) / step.alphaBar());
            Tensor x = step.xt();
            Tensor seen = a.pseudoInverse(a.apply(x));
            double fresh = Math.sqrt(sigma * sigma - 4 * sigmaY * sigmaY);
            Tensor expected =
                sigma / 2 < sigmaY
                    ? x
                    : x.sub(seen)
                        .add(a.pseudoInverse(y.y()), scalar(1 / sigma))
                        .add(seen, scalar(fresh / sigma));
            assertClose(solver.start(step, y), expected, 1e-6);
          });
    }
  }
}
