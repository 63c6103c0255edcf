package io.tweedie.core.solver;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.LinearOperator;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.sampling.Step;
import io.tweedie.core.schedule.NoiseSchedule;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Runs a solver and shows a test each of its steps with what it made of them. */
final class OneStep {

  /** Sees a step, the measurement and x_{t-1}. */
  interface Check {
    void see(Step step, Measurement y, Tensor next);
  }

  private OneStep() {}

  static void forEach(Solver solver, LinearOperator a, Noise noise, Check check) {
    try (PointerScope scope = new PointerScope()) {
      KeyedNoise numbers = new KeyedNoise(5, new long[] {1});
      Tensor photo = numbers.normal(0, "photo", a.imageShape()).mul(scalar(0.3));
      Tensor normal = numbers.normal(0, "degradation", a.measurementShape());
      Measurement y = Measurement.of(a, photo, noise, normal);
      SamplingLoop loop =
          new SamplingLoop(
              IsotropicMixture.normal(0.2, 0.3), NoiseSchedule.linear(1000), solver.plan());
      Tensor start = loop.start(numbers, a.imageShape(), first -> solver.start(first, y));
      loop.run(
          step -> {
            Tensor next = solver.step(step, y);
            check.see(step, y, next);
            return next;
          },
          numbers,
          start,
          SamplingLoop.Listener.NONE);
    }
  }
}
