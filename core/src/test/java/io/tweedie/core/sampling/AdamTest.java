package io.tweedie.core.sampling;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.full;

import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class AdamTest {

  private static final double[] GRADIENTS = {2, -0.5, 1, 3};

  /** x after each update of the gradients, in a run of a step for each. */
  private static List<Double> run(Adam adam) {
    return run(adam, false);
  }

  private static List<Double> run(Adam adam, boolean forgetting) {
    SamplingLoop loop =
        new SamplingLoop(
            IsotropicMixture.normal(0, 1),
            NoiseSchedule.linear(100),
            new Plan("4", new Transition.Ddim(0), false));
    KeyedNoise noise = new KeyedNoise(1, new long[] {1});
    List<Double> path = new ArrayList<>();
    loop.run(
            step -> {
              // A second tensor with moments of its own.
              adam.update(step, "other", step.taken() + 1, step.xt(), step.xt());
              Tensor g = full(step.xt().shape(), scalar(GRADIENTS[step.taken()]));
              if (forgetting) {
                Adam.forget(step, "x", step.xt());
                return adam.update(step, "x", 1, step.xt(), g);
              }
              return adam.update(step, "x", step.taken() + 1, step.xt(), g);
            },
            noise,
            full(new Shape(1, 1, 1).batch(1), scalar(5)),
            (state, step) -> path.add(state.x().item_double()))
        .close();
    return path;
  }

  @Test
  void updatesAreThoseOfThePaper() {
    double x = 5;
    double m = 0;
    double v = 0;
    List<Double> path = run(new Adam(0.1, 0.8, 0.95, 1e-3));
    for (int n = 1; n <= GRADIENTS.length; n++) {
      double g = GRADIENTS[n - 1];
      m = 0.8 * m + 0.2 * g;
      v = 0.95 * v + 0.05 * g * g;
      double mHat = m / (1 - Math.pow(0.8, n));
      double vHat = v / (1 - Math.pow(0.95, n));
      x -= 0.1 * mHat / (Math.sqrt(vHat) + 1e-3);
      assertThat(path.get(n - 1)).isCloseTo(x, within(1e-6));
    }
  }

  /** The first step has the length of the rate, whatever the gradient (section 2.1). */
  @Test
  void theUsualDecaysAreThePapers() {
    assertThat(Adam.ofRate(0.1)).isEqualTo(new Adam(0.1, 0.9, 0.999, 1e-8));
    assertThat(run(Adam.ofRate(0.1)).get(0)).isCloseTo(4.9, within(1e-6));
  }

  @Test
  void whoForgetsTakesFirstSteps() {
    List<Double> path = run(Adam.ofRate(0.1), true);
    double x = 5;
    for (int n = 0; n < GRADIENTS.length; n++) {
      x -= 0.1 * Math.signum(GRADIENTS[n]);
      assertThat(path.get(n)).isCloseTo(x, within(1e-6));
    }
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatIllegalArgumentException().isThrownBy(() -> Adam.ofRate(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Adam(0.1, 1, 0.9, 1e-8));
    assertThatIllegalArgumentException().isThrownBy(() -> new Adam(0.1, 0.9, -0.1, 1e-8));
    assertThatIllegalArgumentException().isThrownBy(() -> new Adam(0.1, 0.9, 0.9, 0));
  }
}
