package io.tweedie.core.guidance;

import static io.tweedie.core.guidance.GuidanceSupport.assertClose;
import static io.tweedie.core.guidance.GuidanceSupport.labels;
import static io.tweedie.core.guidance.GuidanceSupport.noisy;
import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.sampling.Transition.Variance;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.schedule.Spacing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MeanShiftGuidanceTest {

  private static final NoiseSchedule LEVELS =
      NoiseSchedule.linear(1000).respace(Spacing.parse("25"));
  private static final double SCALE = 2;

  /** The paper's mean and variance, taken apart from the transition with noise 0 and 1. */
  @ParameterizedTest
  @EnumSource
  void theStepOfDdpmIsThePapers(Variance variance) {
    try (PointerScope scope = new PointerScope()) {
      MixtureClasses classes = new MixtureClasses();
      Denoiser prior = withLearnedVariance(classes.unconditional());
      Condition.Classes labels = labels(0, 1, 0);
      Tensor xt = noisy(3);
      Denoiser guided = new MeanShiftGuidance(prior, classes, labels, SCALE, LEVELS, variance);
      for (int index : new int[] {1, 12, 24}) {
        Tensor mean = step(prior, variance, index, xt, zeros_like(xt));
        Tensor deviation =
            step(prior, variance, index, xt, zeros_like(xt).add(scalar(1))).sub(mean);
        Tensor score = new ClassScore(classes, labels).at(xt, LEVELS.level(index));
        assertClose(
            step(guided, variance, index, xt, zeros_like(xt)),
            mean.add(deviation.square().mul(score), scalar(SCALE)));
      }
    }
  }

  @Test
  void levelsOfOtherRunsAreRefused() {
    try (PointerScope scope = new PointerScope()) {
      MixtureClasses classes = new MixtureClasses();
      Denoiser guided =
          new MeanShiftGuidance(
              classes.unconditional(), classes, labels(0), 1, LEVELS, Variance.FIXED_SMALL);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> guided.predict(noisy(1), new NoiseLevel(1, 0.99)))
          .withMessageContaining("timestep 1");
    }
  }

  private static Denoiser withLearnedVariance(Denoiser prior) {
    return (xt, level) -> {
      Prediction p = prior.predict(xt, level);
      return new Prediction(p.kind(), p.output(), Optional.of(xt.mul(scalar(0.3))));
    };
  }

  private static Tensor step(
      Denoiser prior, Variance variance, int index, Tensor xt, Tensor noise) {
    Plan plan = new Plan(String.valueOf(LEVELS.size()), new Transition.Ddpm(variance), false);
    List<Tensor> next = new ArrayList<>();
    assertThatThrownBy(
            () ->
                new SamplingLoop(prior, LEVELS, plan)
                    .resume(
                        step -> step.next(step.x0Hat()),
                        (step, purpose, shape) -> noise,
                        new SamplingLoop.State(index + 1, xt),
                        (state, step) -> {
                          next.add(state.x().clone().retainReference());
                          return false;
                        }))
        .isInstanceOf(CancellationException.class);
    return next.get(0);
  }
}
