package io.tweedie.core.sampling;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Samplers of second and higher order against the solution of the probability flow of a Gaussian
 * prior.
 */
class SecondOrderTest {

  private static final double MEAN = 0.2;
  private static final double DEVIATION = 0.5;
  private static final Denoiser PRIOR = IsotropicMixture.normal(MEAN, DEVIATION);
  private static final NoiseSchedule FINE = NoiseSchedule.linear(20_000);
  private static final Shape SHAPE = new Shape(1, 8, 8);
  private static final Function<Step, Tensor> UNCONDITIONAL = step -> step.next(step.x0Hat());

  static Stream<Transition> secondOrder() {
    return Stream.of(new Heun(), new DpmSolver());
  }

  /** Of higher order than 2 once they run, but not in their first steps. */
  static Stream<Transition> multistep() {
    return Stream.of(
        new Lms(),
        new Plms(),
        new UniPc(2, UniPc.Form.BH1, true),
        new UniPc(),
        new UniPc(3, UniPc.Form.BH2, false));
  }

  static Stream<Transition> all() {
    return Stream.of(secondOrder(), multistep(), Stream.of(new SdeDpmSolver(true)))
        .flatMap(transitions -> transitions);
  }

  private static SamplingLoop loop(Transition transition, int steps) {
    return new SamplingLoop(
        PRIOR, FINE, new Plan("geometric:%d,20,0.02".formatted(steps), transition, false));
  }

  /**
   * Root mean square distance, at the last level of the run, from x / sqrt(alphaBar) = mean +
   * (start - mean) sqrt((s^2 + sigma^2) / (s^2 + sigma_T^2)).
   */
  private static double error(Transition transition, int steps) {
    SamplingLoop loop = loop(transition, steps);
    KeyedNoise noise = new KeyedNoise(1, new long[] {1});
    double[] error = new double[1];
    try (Tensor start = loop.start(noise, SHAPE)) {
      loop.run(
              UNCONDITIONAL,
              noise,
              start,
              (state, step) -> {
                if (state.remaining() == 1) {
                  NoiseLevel first = loop.levels().level(steps - 1);
                  NoiseLevel last = loop.levels().level(0);
                  Tensor exact =
                      scaled(start, first)
                          .sub(scalar(MEAN))
                          .mul(scalar(spread(last) / spread(first)))
                          .add(scalar(MEAN));
                  Tensor difference = scaled(state.x(), last).sub(exact);
                  error[0] = difference.square().mean().sqrt().item_double();
                }
                return true;
              })
          .close();
    }
    return error[0];
  }

  private static Tensor scaled(Tensor x, NoiseLevel level) {
    return x.mul(scalar(1 / Math.sqrt(level.alphaBar())));
  }

  private static double spread(NoiseLevel level) {
    return Math.hypot(DEVIATION, level.sigma());
  }

  @ParameterizedTest
  @MethodSource("secondOrder")
  void errorsFallWithTheSquareOfTheNumberOfSteps(Transition transition) {
    double slope = Math.log(error(transition, 20) / error(transition, 80)) / Math.log(4);
    assertThat(slope).isBetween(1.8, 2.4);
  }

  @ParameterizedTest
  @MethodSource("multistep")
  void errorsOfHigherOrdersFallFaster(Transition transition) {
    double slope = Math.log(error(transition, 10) / error(transition, 40)) / Math.log(4);
    assertThat(slope).isBetween(2.0, 4.5);
    assertThat(error(transition, 40)).isLessThan(error(new DpmSolver(), 40));
  }

  @Test
  void thoseOfDdimFallWithTheNumberItself() {
    Transition ddim = new Transition.Ddim(0);
    double slope = Math.log(error(ddim, 20) / error(ddim, 80)) / Math.log(4);
    assertThat(slope).isBetween(0.8, 1.2);
  }

  /** Heun asks twice a step. */
  @Test
  void atEqualEvaluationsTheyAreFarBelowThoseOfDdim() {
    double ddim = error(new Transition.Ddim(0), 160);
    assertThat(error(new Heun(), 80)).isLessThan(ddim / 5);
    assertThat(error(new DpmSolver(), 160)).isLessThan(ddim / 5);
  }

  @Test
  void evaluationsAreCounted() {
    assertThat(evaluations(new Heun(), 10)).isEqualTo(19);
    assertThat(evaluations(new DpmSolver(), 10)).isEqualTo(10);
    assertThat(evaluations(new Lms(), 10)).isEqualTo(10);
    assertThat(evaluations(new UniPc(), 10)).isEqualTo(10);
    assertThat(evaluations(new Plms(), 10)).isEqualTo(11);
    assertThat(evaluations(new Transition.Tempered(0.5, new Heun()), 10)).isEqualTo(19);
  }

  private static int evaluations(Transition transition, int steps) {
    SamplingLoop loop = loop(transition, steps);
    KeyedNoise noise = new KeyedNoise(1, new long[] {1});
    int[] count = new int[1];
    loop.run(
            UNCONDITIONAL,
            noise,
            loop.start(noise, SHAPE),
            (state, step) -> {
              count[0] = state.evaluations();
              return true;
            })
        .close();
    return count[0];
  }

  /** Saved halfway, taken apart and put together in another order. */
  @ParameterizedTest
  @MethodSource("all")
  void aRunResumedInAnotherBatchHasTheSameBits(Transition transition) {
    SamplingLoop loop = loop(transition, 12);
    KeyedNoise noise = new KeyedNoise(3, new long[] {4, 8});
    List<SamplingLoop.State> halfway = new ArrayList<>();
    try (PointerScope scope = new PointerScope()) {
      Tensor whole =
          loop.run(
              UNCONDITIONAL,
              noise,
              loop.start(noise, SHAPE),
              (state, step) -> state.remaining() != 5 || halfway.add(copy(state)));
      SamplingLoop.State saved = halfway.get(0);
      SamplingLoop.State swapped =
          SamplingLoop.State.batch(List.of(saved.image(1), saved.image(0)));
      KeyedNoise other = new KeyedNoise(3, new long[] {8, 4});
      Tensor resumed = loop.resume(UNCONDITIONAL, other, swapped, SamplingLoop.Listener.NONE);
      Tensor back = cat(new TensorVector(resumed.narrow(0, 1, 1), resumed.narrow(0, 0, 1)), 0);
      assertThat(back.equal(whole)).isTrue();
      Tensor forgot =
          loop.resume(
              UNCONDITIONAL,
              noise,
              new SamplingLoop.State(5, saved.x()),
              SamplingLoop.Listener.NONE);
      assertThat(forgot.equal(whole)).isEqualTo(transition instanceof Heun);
    }
  }

  private static SamplingLoop.State copy(SamplingLoop.State state) {
    Map<String, Tensor> memory = new HashMap<>();
    state.memory().forEach((name, value) -> memory.put(name, value.clone().retainReference()));
    return new SamplingLoop.State(
        state.remaining(), state.evaluations(), state.x().clone().retainReference(), memory);
  }

  /** After a jump back the estimate kept is from less noise, which is no history to go on from. */
  @Test
  void historyEndsWhereARunTravelsBack() {
    Plan plan = new Plan("4", new DpmSolver(), false).withTravel(new TimeTravel(1, 2));
    List<Boolean> follows = new ArrayList<>();
    Transition watched =
        (c, x0, noise) -> {
          follows.add(c.history() > 0);
          return plan.transition().step(c, x0, noise);
        };
    SamplingLoop loop = new SamplingLoop(PRIOR, FINE, plan.withTransition(watched));
    KeyedNoise noise = new KeyedNoise(1, new long[] {1});
    loop.run(UNCONDITIONAL, noise, loop.start(noise, SHAPE), SamplingLoop.Listener.NONE).close();
    assertThat(follows).containsExactly(false, false, true, false, true, false, true);
  }

  /** UniPC takes a step once more when it knows where it led, from where the solver went on. */
  @Test
  void unipcKeepsWhatASolverAddedToItsPrediction() {
    assertThat(effect(new UniPc())).isCloseTo(effect(new DpmSolver()), withinPercentage(10));
  }

  /** By how much a shift of the images in the sixth of ten steps moves them in the seventh. */
  private static double effect(Transition transition) {
    List<Double> means = new ArrayList<>();
    for (double shift : new double[] {0, 0.5}) {
      SamplingLoop loop = loop(transition, 10);
      KeyedNoise noise = new KeyedNoise(1, new long[] {1});
      loop.run(
              step -> step.next(step.x0Hat()).add(scalar(step.taken() == 5 ? shift : 0)),
              noise,
              loop.start(noise, SHAPE),
              (state, step) -> state.remaining() != 3 || means.add(state.x().mean().item_double()))
          .close();
    }
    return means.get(1) - means.get(0);
  }

  /** A shift of every estimate of x_0 is a prior of another mean, which the solver's step sees. */
  @Test
  void heunCarriesASolversCorrectionToItsSecondEstimate() {
    SamplingLoop loop = loop(new Heun(), 10);
    KeyedNoise noise = new KeyedNoise(1, new long[] {1});
    Denoiser shifted =
        (x, level) -> {
          Prediction p = PRIOR.predict(x, level);
          return new Prediction(p.kind(), p.output().add(scalar(0.3)));
        };
    try (Tensor start = loop.start(noise, SHAPE);
        Tensor corrected =
            loop.run(
                step -> step.next(step.x0Hat().add(scalar(0.3))),
                noise,
                start,
                SamplingLoop.Listener.NONE);
        Tensor expected =
            new SamplingLoop(shifted, Condition.none(), FINE, loop.plan())
                .run(UNCONDITIONAL, noise, start, SamplingLoop.Listener.NONE)) {
      assertThat(corrected.sub(expected).abs().max().item_double()).isLessThan(1e-5);
    }
  }
}
