package io.tweedie.core.solver;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.core.contract.SolverContract;
import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.Identity;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class DpsTest extends SolverContract {

  DpsTest() {
    super(new Dps(4), "250", 0.5, 0.1);
  }

  @Override
  protected boolean servesNonlinear() {
    return true;
  }

  /** The paper weighs the residuals of photon counts, its authors' code does not. */
  @Test
  void photonCountsAreWeighedAsThePaperDoes() {
    Task task = Task.parse("denoise");
    try (PointerScope scope = new PointerScope()) {
      Noise photons = new Noise.Poisson(0.1);
      assertThat(solved(Dps.paper(), photons).equal(solved(new Dps(1), photons))).isFalse();
      assertThat(Dps.official(task).counts()).isEqualTo(Dps.Counts.ALIKE);
      Noise gaussian = new Noise.Gaussian(0.1);
      assertThat(solved(Dps.paper(), gaussian).equal(solved(new Dps(1), gaussian))).isTrue();
    }
  }

  private static Tensor solved(Dps solver, Noise noise) {
    Shape shape = new Shape(3, 8, 8);
    KeyedNoise numbers = new KeyedNoise(5, new long[] {1});
    Tensor photo = numbers.normal(0, "photo", shape).mul(scalar(0.3));
    Tensor normal = numbers.normal(0, "degradation", shape);
    Measurement y = Measurement.of(new Identity(shape), photo, noise, normal);
    SamplingLoop loop =
        new SamplingLoop(
            IsotropicMixture.normal(MEAN, DEVIATION),
            NoiseSchedule.linear(1000),
            solver.plan().withSteps("20"));
    return loop.run(
        step -> solver.step(step, y),
        numbers,
        loop.start(numbers, shape, first -> solver.start(first, y)),
        SamplingLoop.Listener.NONE);
  }
}
