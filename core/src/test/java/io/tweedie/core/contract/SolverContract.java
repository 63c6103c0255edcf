package io.tweedie.core.contract;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.AveragePooling;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Identity;
import io.tweedie.core.operator.Inpainting;
import io.tweedie.core.operator.LinearOperator;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.random.NoiseSource;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.solver.Solver;
import io.tweedie.core.solver.UnsupportedOperatorException;
import io.tweedie.core.tensor.Device;
import io.tweedie.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What every solver must do, against a prior whose posterior is known: pixels independent and
 * normal, so that missing pixels keep the prior's mean and deviation whatever was measured.
 */
@Tag("processor")
public abstract class SolverContract {

  /** Mean of the prior. */
  protected static final double MEAN = 0.2;

  /** Deviation of the prior. */
  protected static final double DEVIATION = 0.3;

  private static final Shape SMALL = new Shape(3, 8, 8);

  private final Solver solver;
  private final String manySteps;
  private final double residualGap;
  private final double deviationGap;

  /**
   * The contract for one solver.
   *
   * @param solver under test
   * @param manySteps as many as statistics need
   * @param residualGap how far known pixels may end from a noiseless measurement, as a root mean
   *     square in units of the prior's deviation: the method's recorded gap
   * @param deviationGap largest relative error of the deviation of missing pixels: the method's
   *     recorded gap
   */
  protected SolverContract(
      Solver solver, String manySteps, double residualGap, double deviationGap) {
    this.solver = solver;
    this.manySteps = manySteps;
    this.residualGap = residualGap;
    this.deviationGap = deviationGap;
  }

  private Tensor solve(Measurement y, Shape shape, String steps, long... images) {
    SamplingLoop loop = loop(steps);
    KeyedNoise noise = new KeyedNoise(5, images);
    Tensor start = loop.start(noise, shape, first -> solver.start(first, y));
    return loop.run(step -> solver.step(step, y), noise, start, SamplingLoop.Listener.NONE);
  }

  private SamplingLoop loop(String steps) {
    return loop(solver.plan().withSteps(steps));
  }

  private SamplingLoop loop(Plan plan) {
    return new SamplingLoop(prior(), condition(), NoiseSchedule.linear(1000), plan);
  }

  /** The prior, of {@link #MEAN} and {@link #DEVIATION}. */
  protected ConditionalDenoiser prior() {
    return IsotropicMixture.normal(MEAN, DEVIATION);
  }

  /** What the prior is told. */
  protected Condition condition() {
    return Condition.none();
  }

  /** The physics as the solver sees it. */
  protected ForwardOperator seen(ForwardOperator physics) {
    return physics;
  }

  private static Tensor truth(Shape shape, long... images) {
    Tensor normal = new KeyedNoise(99, images).normal(0, "truth", shape);
    return normal.mul(scalar(DEVIATION)).add(scalar(MEAN));
  }

  private Measurement noiseless(ForwardOperator physics, Tensor image) {
    return Measurement.of(seen(physics), image, new Noise.None(), null);
  }

  private static float[] values(Tensor x) {
    float[] array = new float[(int) x.numel()];
    x.contiguous().data_ptr_float().get(array);
    return array;
  }

  @Test
  protected void batchOfFourEqualsFourTimesOneBitForBit() {
    LinearOperator pool = new AveragePooling(SMALL, 4);
    long[] ids = {2, 3, 5, 7};
    float[] batch;
    try (Tensor x = solve(noiseless(pool, truth(SMALL, ids)), SMALL, "10", ids)) {
      batch = values(x);
    }
    int n = (int) SMALL.elements();
    for (int i = 0; i < ids.length; i++) {
      try (Tensor x = solve(noiseless(pool, truth(SMALL, ids[i])), SMALL, "10", ids[i])) {
        assertThat(values(x)).isEqualTo(Arrays.copyOfRange(batch, i * n, (i + 1) * n));
      }
    }
  }

  @Test
  protected void resumedEqualsUninterruptedBitForBit() {
    Measurement y = noiseless(new AveragePooling(SMALL, 4), truth(SMALL, 2, 3));
    List<SamplingLoop.State> halfway = new ArrayList<>();
    SamplingLoop loop = loop("10");
    KeyedNoise noise = new KeyedNoise(5, new long[] {2, 3});
    Tensor start = loop.start(noise, SMALL, first -> solver.start(first, y));
    float[] whole;
    try (Tensor x =
        loop.run(
            step -> solver.step(step, y),
            noise,
            start,
            (state, step) -> state.remaining() != 4 || halfway.add(copy(state)))) {
      whole = values(x);
    }
    try (Tensor x =
        loop.resume(
            step -> solver.step(step, y), noise, halfway.get(0), SamplingLoop.Listener.NONE)) {
      assertThat(values(x)).isEqualTo(whole);
    }
  }

  private static SamplingLoop.State copy(SamplingLoop.State state) {
    Map<String, Tensor> memory = new HashMap<>();
    state.memory().forEach((name, value) -> memory.put(name, value.clone().retainReference()));
    return new SamplingLoop.State(
        state.remaining(), state.evaluations(), state.x().clone().retainReference(), memory);
  }

  /**
   * On a device without numbers, where a constant that stayed on the processor is an error. The
   * tensor library cannot differentiate clipping there, so the estimates are not clipped.
   */
  @Test
  protected void runsWhereTheImagesAre() {
    Measurement y = noiseless(new AveragePooling(SMALL, 4), truth(SMALL, 2, 3));
    Measurement away = new Measurement(Device.META.move(y.y()), y.operator(), y.noise());
    NoiseSource noise = new KeyedNoise(5, new long[] {2, 3}).on(Device.META);
    List<Device> reached = new ArrayList<>();
    SamplingLoop loop = loop(solver.plan().withSteps("10").withClip(false));
    try (Tensor start = loop.start(noise, SMALL, first -> solver.start(first, away));
        Tensor result =
            loop.run(
                step -> solver.step(step, away),
                noise,
                start,
                (state, step) -> reached.add(Device.of(state.x())))) {
      assertThat(Device.of(result)).isEqualTo(Device.META);
    }
    assertThat(reached).hasSize(loop.steps()).containsOnly(Device.META);
  }

  @Test
  protected void missingPixelsFollowThePriorAndKnownPixelsTheMeasurement() {
    Shape shape = new Shape(3, 48, 48);
    Inpainting operator = Inpainting.random(shape, 0.5, 3);
    Tensor truth = truth(shape, 1);
    try (Tensor x = solve(noiseless(operator, truth), shape, manySteps, 1)) {
      Tensor known = operator.mask().expand(1, 3, 48, 48).to(ScalarType.Bool);
      Tensor missing = x.masked_select(known.logical_not());
      double standardError = DEVIATION / Math.sqrt(missing.numel());
      assertThat(missing.mean().item_double())
          .isBetween(MEAN - 5 * standardError, MEAN + 5 * standardError);
      assertThat(missing.std().item_double() / DEVIATION)
          .isBetween(1 - deviationGap, 1 + deviationGap);
      Tensor residual = x.sub(truth).masked_select(known);
      assertThat(residual.square().mean().sqrt().item_double() / DEVIATION).isLessThan(residualGap);
    }
  }

  @Test
  protected void nonlinearOperatorsAreRefusedByNameOrServed() {
    ForwardOperator square =
        new ForwardOperator() {
          @Override
          public String name() {
            return "square";
          }

          @Override
          public Shape imageShape() {
            return SMALL;
          }

          @Override
          public Shape measurementShape() {
            return SMALL;
          }

          @Override
          public Tensor apply(Tensor x) {
            return x.square();
          }
        };
    if (servesNonlinear()) {
      solver.requireServes(seen(square));
    } else {
      assertThatThrownBy(() -> solver.requireServes(seen(square)))
          .isInstanceOf(UnsupportedOperatorException.class)
          .hasMessageContaining("square")
          .hasMessageContaining("linear");
    }
    solver.requireServes(seen(new Identity(SMALL)));
  }

  /** Whether the method needs no more than derivatives of the operator. */
  protected boolean servesNonlinear() {
    return false;
  }
}
