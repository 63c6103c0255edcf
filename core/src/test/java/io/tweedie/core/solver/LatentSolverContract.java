package io.tweedie.core.solver;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.contract.SolverContract;
import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.latent.Decoded;
import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.pytorch.Tensor;

/** What every method in latents must do, in latents that are the pixels. */
abstract class LatentSolverContract extends SolverContract {

  static final Shape SHAPE = new Shape(3, 8, 8);

  LatentSolverContract(Solver solver, String manySteps, double residualGap, double deviationGap) {
    super(solver, manySteps, residualGap, deviationGap);
  }

  @Override
  protected ForwardOperator seen(ForwardOperator physics) {
    return inLatents(physics);
  }

  static ForwardOperator inLatents(ForwardOperator physics) {
    return new Decoded(physics, new SamePixels());
  }

  /** A noisy measurement of two pictures. */
  static Measurement measured(ForwardOperator operator) {
    KeyedNoise numbers = new KeyedNoise(9, new long[] {1, 2});
    Tensor truth = numbers.normal(0, "truth", SHAPE).mul(scalar(0.3));
    Tensor z = numbers.normal(0, "measurement", operator.measurementShape());
    return Measurement.of(operator, truth, new Noise.Gaussian(0.02), z);
  }

  /** What a solver makes of it in ten steps. */
  static Tensor solved(Solver solver, Measurement y) {
    return solved(solver, y, IsotropicMixture.normal(MEAN, DEVIATION), Condition.none());
  }

  static Tensor solved(
      Solver solver, Measurement y, ConditionalDenoiser prior, Condition condition) {
    SamplingLoop loop =
        new SamplingLoop(
            prior, condition, NoiseSchedule.linear(1000), solver.plan().withSteps("10"));
    KeyedNoise noise = new KeyedNoise(5, new long[] {1, 2});
    return new PosteriorRun(solver, y, loop, noise).run(SamplingLoop.Listener.NONE);
  }
}
