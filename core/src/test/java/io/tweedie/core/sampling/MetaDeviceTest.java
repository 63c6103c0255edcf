package io.tweedie.core.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.random.NoiseSource;
import io.tweedie.core.sampling.Transition.Variance;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Device;
import io.tweedie.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs on a device without numbers, where a constant that stayed on the processor is an error. As
 * long as multistep transitions need to go on from all they keep, and travelling once.
 */
class MetaDeviceTest {

  private static final Shape SHAPE = new Shape(3, 4, 4);
  private static final NoiseSource NOISE = new KeyedNoise(1, new long[] {1, 2}).on(Device.META);

  /** Learned its variance, too. */
  private static final Denoiser PRIOR =
      (x, level) -> {
        Prediction mean = IsotropicMixture.normal(0.2, 0.5).predict(x, level);
        return new Prediction(mean.kind(), mean.output(), Optional.of(mean.output()));
      };

  static Stream<Transition> transitions() {
    return Stream.of(
        new Transition.Ddpm(Variance.FIXED_SMALL),
        new Transition.Ddpm(Variance.LEARNED),
        new Transition.Ddim(1),
        new Transition.DdimOfPrior(1),
        new Transition.Remix(0.6),
        new Transition.Tempered(0.5, new Transition.Ddim(1)),
        new Heun(),
        new DpmSolver(),
        new SdeDpmSolver(true),
        new Lms(),
        new Plms(),
        new UniPc(3, UniPc.Form.BH2, false));
  }

  static Stream<Start> starts() {
    return Stream.of(new Start.Noise(), new Start.Grey(), new Start.Guess(1));
  }

  /** Dynamic thresholding takes absolute values, which the tensor library has not there. */
  private static Plan plan() {
    return new Plan("8", new Transition.Ddim(1), true).withTravel(new TimeTravel(6, 2));
  }

  private static SamplingLoop loop(Plan plan) {
    return new SamplingLoop(PRIOR, NoiseSchedule.linear(1000), plan);
  }

  private static void requireThere(Plan plan) {
    SamplingLoop loop = loop(plan);
    List<Device> reached = new ArrayList<>();
    SamplingLoop.Listener listener =
        (state, step) -> {
          assertThat(state.memory().values())
              .allSatisfy(kept -> assertThat(Device.of(kept)).isEqualTo(Device.META));
          return reached.add(Device.of(state.x()));
        };
    loop.draw(NOISE, SHAPE, listener).close();
    assertThat(reached).hasSize(loop.steps()).containsOnly(Device.META);
  }

  @ParameterizedTest
  @MethodSource("transitions")
  void transitionsStepWhereTheImagesAre(Transition transition) {
    requireThere(plan().withTransition(transition));
  }

  @ParameterizedTest
  @MethodSource("starts")
  void runsStartWhereTheirNoiseIs(Start start) {
    requireThere(plan().withStart(start));
  }

  @Test
  void runsFromAGuessStartWhereItIs() {
    SamplingLoop loop = loop(plan());
    try (Tensor guess = NOISE.normal(0, "guess", SHAPE);
        SamplingLoop.State first = loop.startFrom(NOISE, guess, 1)) {
      assertThat(Device.of(first.x())).isEqualTo(Device.META);
    }
  }
}
