package io.tweedie.core.sampling;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.full;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.Identity;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.schedule.Spacing;
import io.tweedie.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingLoopTest {

  private static final Shape SHAPE = new Shape(3, 6, 5);
  private static final Denoiser PRIOR = IsotropicMixture.normal(0.2, 0.5);
  private static final Function<Step, Tensor> UNCONDITIONAL = step -> step.next(step.x0Hat());

  private static SamplingLoop loop(Denoiser prior, String steps, Transition transition) {
    return new SamplingLoop(prior, NoiseSchedule.linear(1000), new Plan(steps, transition, false));
  }

  private static SamplingLoop loop(String steps) {
    return loop(PRIOR, steps, new Transition.Ddpm(Transition.Variance.FIXED_SMALL));
  }

  private static float[] values(Tensor x) {
    float[] array = new float[(int) x.numel()];
    x.contiguous().data_ptr_float().get(array);
    return array;
  }

  private static float[] sample(SamplingLoop loop, long seed, long... images) {
    KeyedNoise noise = new KeyedNoise(seed, images);
    try (Tensor x =
        loop.run(UNCONDITIONAL, noise, loop.start(noise, SHAPE), SamplingLoop.Listener.NONE)) {
      return values(x);
    }
  }

  @Test
  void sameSeedGivesTheSameBitsAndAnotherSeedDoesNot() {
    SamplingLoop loop = loop("20");
    assertThat(sample(loop, 1, 7)).isEqualTo(sample(loop, 1, 7)).isNotEqualTo(sample(loop, 2, 7));
  }

  @Test
  void aTruncatedRunBeginsFromTheGuessUnderTheNoiseAskedFor() {
    SamplingLoop loop = loop("100");
    NoiseSchedule levels = NoiseSchedule.linear(1000).respace(Spacing.parse("100"));
    KeyedNoise noise = new KeyedNoise(3, new long[] {1});
    try (PointerScope scope = new PointerScope()) {
      Tensor guess = torch.full(new Shape(3, 64, 64).batch(1), scalar(0.75));
      SamplingLoop.State state = loop.startFrom(noise, guess, 0.5);
      double alphaBar = levels.alphaBar(state.remaining() - 1);

      assertThat(state.remaining()).isEqualTo(loop.stepsFrom(0.5)).isBetween(2, 99);
      assertThat(Math.sqrt((1 - alphaBar) / alphaBar)).isLessThanOrEqualTo(0.5);
      double above = levels.alphaBar(state.remaining());
      assertThat(Math.sqrt((1 - above) / above)).isGreaterThan(0.5);
      Tensor x = state.x().div(scalar(Math.sqrt(alphaBar)));
      assertThat(x.mean().item_double()).isCloseTo(0.75, within(0.02));
      assertThat(x.std().item_double())
          .isCloseTo(Math.sqrt((1 - alphaBar) / alphaBar), within(0.01));
      assertThat(loop.stepsFrom(0)).isEqualTo(1);
      assertThat(loop.stepsFrom(1e9)).isEqualTo(loop.steps());
    }
  }

  @Test
  void aTruncatedRunThatTravelsBackBeginsWhereItFirstComesToThatNoise() {
    SamplingLoop straight = loop("100");
    Plan plan = straight.plan().withTravel(TimeTravel.parse("5,3"));
    SamplingLoop travelling = new SamplingLoop(PRIOR, NoiseSchedule.linear(1000), plan);
    KeyedNoise noise = new KeyedNoise(3, new long[] {1});
    try (PointerScope scope = new PointerScope()) {
      Tensor guess = torch.full(SHAPE.batch(1), scalar(0.75));
      SamplingLoop.State state = travelling.startFrom(noise, guess, 0.5);
      List<Double> sigmas = new ArrayList<>();
      travelling.resume(
          UNCONDITIONAL,
          noise,
          state,
          (next, step) -> sigmas.add(Math.sqrt((1 - step.alphaBar()) / step.alphaBar())));

      assertThat(sigmas).hasSize(state.remaining());
      assertThat(sigmas.size()).isGreaterThan(2 * straight.stepsFrom(0.5));
      assertThat(sigmas.get(0)).isBetween(0.4, 0.5);
    }
  }

  @Test
  void batchOfFourEqualsFourTimesOneBitForBit() {
    SamplingLoop loop = loop("20");
    float[] batch = sample(loop, 1, 4, 8, 15, 16);
    int n = (int) SHAPE.elements();
    long[] ids = {4, 8, 15, 16};
    for (int i = 0; i < 4; i++) {
      float[] part = Arrays.copyOfRange(batch, i * n, (i + 1) * n);
      assertThat(part).isEqualTo(sample(loop, 1, ids[i]));
    }
  }

  @Test
  void resumedEqualsUninterruptedBitForBit() {
    SamplingLoop loop = loop("20");
    KeyedNoise noise = new KeyedNoise(3, new long[] {1});
    List<SamplingLoop.State> saved = new ArrayList<>();
    assertThatThrownBy(
            () ->
                loop.run(
                    UNCONDITIONAL,
                    noise,
                    loop.start(noise, SHAPE),
                    (state, step) -> {
                      if (state.remaining() == 8) {
                        saved.add(new SamplingLoop.State(8, state.x().clone().retainReference()));
                        return false;
                      }
                      return true;
                    }))
        .isInstanceOf(CancellationException.class)
        .hasMessage("cancelled after step 12 of 20");
    try (Tensor resumed =
        loop.resume(UNCONDITIONAL, noise, saved.get(0), SamplingLoop.Listener.NONE)) {
      assertThat(values(resumed)).isEqualTo(sample(loop, 3, 1));
    }
  }

  @Test
  void anInterruptedThreadStopsBetweenTwoStepsAndStaysInterrupted() {
    SamplingLoop loop = loop("20");
    KeyedNoise noise = new KeyedNoise(3, new long[] {1});
    List<SamplingLoop.State> saved = new ArrayList<>();
    assertThatThrownBy(
            () ->
                loop.run(
                    UNCONDITIONAL,
                    noise,
                    loop.start(noise, SHAPE),
                    (state, step) -> {
                      if (state.remaining() == 8) {
                        Thread.currentThread().interrupt();
                      }
                      if (Thread.currentThread().isInterrupted()) {
                        saved.add(new SamplingLoop.State(8, state.x().clone().retainReference()));
                      }
                      return true;
                    }))
        .isInstanceOf(CancellationException.class)
        .hasMessage("cancelled after step 12 of 20");
    assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    assertThat(saved).hasSize(1);
    try (Tensor resumed =
        loop.resume(UNCONDITIONAL, noise, saved.get(0), SamplingLoop.Listener.NONE)) {
      assertThat(values(resumed)).isEqualTo(sample(loop, 3, 1));
    }
  }

  @Test
  void nanIsReportedWithItsStep() {
    Denoiser broken =
        (x, level) ->
            level.timestep() < 500
                ? PRIOR.predict(x.mul(scalar(Double.NaN)), level)
                : PRIOR.predict(x, level);
    SamplingLoop loop = loop(broken, "10", new Transition.Ddim(0));
    KeyedNoise noise = new KeyedNoise(3, new long[] {1});
    assertThatThrownBy(
            () ->
                loop.run(
                    UNCONDITIONAL, noise, loop.start(noise, SHAPE), SamplingLoop.Listener.NONE))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("step 6 of 10");
  }

  @Test
  void everyStepIsHeardOnce() {
    List<Integer> heard = new ArrayList<>();
    SamplingLoop loop = loop("5");
    KeyedNoise noise = new KeyedNoise(1, new long[] {1});
    loop.run(
            UNCONDITIONAL,
            noise,
            loop.start(noise, SHAPE),
            (state, step) -> {
              assertThat(step.index()).isEqualTo(state.remaining());
              return heard.add(state.remaining());
            })
        .close();
    assertThat(heard).containsExactly(4, 3, 2, 1, 0);
  }

  /** Evaluations are counted where they are made: a step that does not ask costs none. */
  @Test
  void evaluationsAreThoseReallyMade() {
    SamplingLoop loop = loop("5");
    KeyedNoise noise = new KeyedNoise(1, new long[] {1});
    Function<Step, Tensor> everyOther =
        step -> {
          if (step.taken() % 2 == 0) {
            step.x0Hat();
            step.epsilon();
          }
          return step.xt().clone();
        };
    List<Integer> counts = new ArrayList<>();
    Tensor start = loop.start(noise, SHAPE);
    loop.run(everyOther, noise, start, (state, step) -> counts.add(state.evaluations())).close();
    assertThat(counts).containsExactly(1, 1, 2, 2, 3);

    SamplingLoop.State saved = new SamplingLoop.State(2, 7, start, Map.of());
    counts.clear();
    loop.resume(everyOther, noise, saved, (state, step) -> counts.add(state.evaluations())).close();
    assertThat(counts).containsExactly(7, 8);
  }

  @Test
  void aStartThatAsksThePriorIsNoStart() {
    SamplingLoop loop = loop("5");
    KeyedNoise noise = new KeyedNoise(1, new long[] {1});
    assertThatThrownBy(() -> loop.start(noise, SHAPE, Step::x0Hat))
        .isInstanceOf(IllegalStateException.class);
  }

  /** x_T = sqrt(alphaBar) guess + temperature sqrt(1 - alphaBar) z. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1})
  void aPlanMayBeginWithAGuess(double temperature) {
    Plan plan =
        new Plan("geometric:4,0.5,0.05", new Transition.Ddim(0), false)
            .withStart(new Start.Guess(temperature));
    SamplingLoop loop = new SamplingLoop(PRIOR, NoiseSchedule.linear(1000), plan);
    KeyedNoise noise = new KeyedNoise(1, new long[] {1});
    try (Tensor x =
            loop.start(
                noise,
                SHAPE,
                first ->
                    first.begin(
                        new Measurement(
                            full(SHAPE.batch(1), scalar(0.3)),
                            new Identity(SHAPE),
                            new Noise.None())));
        Tensor z = loop.start(noise, SHAPE)) {
      double alphaBar = loop.levels().alphaBar(3);
      assertThat(Math.sqrt(1 / alphaBar - 1)).isCloseTo(0.5, within(0.01));
      Tensor expected =
          z.mul(scalar(temperature * Math.sqrt(1 - alphaBar)))
              .add(scalar(0.3 * Math.sqrt(alphaBar)));
      assertThat(x.sub(expected).abs().max().item_double()).isLessThan(1e-6);
    }
  }

  /**
   * With an exact denoiser of a Gaussian every step is x' = gain x + offset + spread z, so mean and
   * variance of the samples follow from a recursion over the steps.
   */
  @ParameterizedTest
  @ValueSource(strings = {"fixed-large", "fixed-small", "ddim 0", "ddim 0.5", "ddim 1"})
  void samplesOfAGaussianPriorHaveTheMomentsTheStepsImply(String name) {
    Transition transition =
        switch (name) {
          case "fixed-large" -> new Transition.Ddpm(Transition.Variance.FIXED_LARGE);
          case "fixed-small" -> new Transition.Ddpm(Transition.Variance.FIXED_SMALL);
          default -> new Transition.Ddim(Double.parseDouble(name.substring(5)));
        };
    NoiseSchedule levels = NoiseSchedule.linear(1000).respace(Spacing.parse("25"));
    double mean = 0;
    double variance = 1;
    for (int t = levels.size() - 1; t >= 0; t--) {
      double a = levels.alphaBar(t);
      double b = levels.alphaBar(t - 1);
      double beta = 1 - a / b;
      double k = Math.sqrt(a) * 0.25 / (a * 0.25 + 1 - a);
      double small = beta * (1 - b) / (1 - a);
      double spread;
      double x0Weight;
      double xtWeight;
      if (transition instanceof Transition.Ddim ddim) {
        spread = ddim.eta() * ddim.eta() * small;
        double direction = Math.sqrt((1 - b - spread) / (1 - a));
        x0Weight = Math.sqrt(b) - direction * Math.sqrt(a);
        xtWeight = direction;
      } else {
        spread = t == 0 ? 0 : name.equals("fixed-large") ? beta : small;
        x0Weight = Math.sqrt(b) * beta / (1 - a);
        xtWeight = Math.sqrt(1 - beta) * (1 - b) / (1 - a);
      }
      double gain = x0Weight * k + xtWeight;
      mean = gain * mean + x0Weight * 0.2 * (1 - k * Math.sqrt(a));
      variance = gain * gain * variance + spread;
    }
    SamplingLoop loop = loop(PRIOR, "25", transition);
    KeyedNoise noise = new KeyedNoise(11, new long[] {5});
    Shape large = new Shape(3, 100, 100);
    try (Tensor x =
        loop.run(UNCONDITIONAL, noise, loop.start(noise, large), SamplingLoop.Listener.NONE)) {
      double standardError = Math.sqrt(variance / large.elements());
      assertThat(x.mean().item_double()).isCloseTo(mean, within(4 * standardError));
      assertThat(x.std().item_double()).isCloseTo(Math.sqrt(variance), within(4 * standardError));
    }
  }

  @Test
  void nativeMemoryIsFlatOverAThousandSteps() {
    SamplingLoop loop = loop("1000");
    KeyedNoise noise = new KeyedNoise(1, new long[] {1});
    Shape megabyte = new Shape(1, 512, 512);
    long[] early = new long[1];
    long[] late = new long[1];
    loop.run(
            UNCONDITIONAL,
            noise,
            loop.start(noise, megabyte),
            (state, step) -> {
              if (state.remaining() == 900) {
                early[0] = Pointer.physicalBytes();
              }
              if (state.remaining() == 1) {
                late[0] = Pointer.physicalBytes();
              }
              return true;
            })
        .close();
    // One leaked tensor a step would add 900 MB.
    assertThat(late[0] - early[0]).isLessThan(100L << 20);
  }
}
