package io.tweedie.core.solver;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.core.contract.SolverContract;
import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Inpainting;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class DdnmTest extends SolverContract {

  DdnmTest() {
    super(Ddnm.paper(), "100", 1e-4, 0.15);
  }

  @Test
  void belowTemperatureOneItGoesTowardThePosteriorMean() {
    double warm = deviationOfMissingPixels(1);
    double mild = deviationOfMissingPixels(0.7);
    double cold = deviationOfMissingPixels(0);

    assertThat(warm).isCloseTo(DEVIATION, within(0.15 * DEVIATION));
    assertThat(mild).isBetween(0.1 * warm, 0.7 * warm);
    assertThat(cold).isLessThan(0.01 * warm);
  }

  /** The same pixels are missing and their posterior is the prior, so its mean is known. */
  private static double deviationOfMissingPixels(double temperature) {
    Shape shape = new Shape(3, 48, 48);
    Inpainting operator = Inpainting.random(shape, 0.5, 3);
    KeyedNoise noise = new KeyedNoise(5, new long[] {1});
    Measurement y =
        Measurement.of(operator, noise.normal(0, "truth", shape), new Noise.None(), null);
    Plan plan = Ddnm.paper().plan();
    Ddnm ddnm =
        new Ddnm(1, plan.withTransition(new Transition.Tempered(temperature, plan.transition())));
    SamplingLoop loop =
        new SamplingLoop(
            IsotropicMixture.normal(MEAN, DEVIATION), NoiseSchedule.linear(1000), ddnm.plan());
    Tensor start = loop.start(noise, shape, first -> ddnm.start(first, y));
    try (Tensor x =
        loop.run(step -> ddnm.step(step, y), noise, start, SamplingLoop.Listener.NONE)) {
      Tensor missing = operator.mask().expand(1, 3, 48, 48).to(ScalarType.Bool).logical_not();
      Tensor off = x.masked_select(missing).sub(scalar(MEAN));
      return off.square().mean().sqrt().item_double();
    }
  }

  /** JPEG is not linear, but its decoder is an A+ of it: the corrected image compresses to y. */
  @Test
  void serveJpegByItsDecoder() {
    Shape shape = new Shape(3, 32, 32);
    ForwardOperator jpeg = Task.parse("jpeg:50").operator(shape, 0);
    KeyedNoise noise = new KeyedNoise(5, new long[] {1});
    Ddnm ddnm = Ddnm.official();
    ddnm.requireServes(jpeg);
    SamplingLoop loop =
        new SamplingLoop(
            IsotropicMixture.normal(MEAN, DEVIATION),
            NoiseSchedule.linear(1000),
            ddnm.plan().withSteps("20"));
    Tensor photo = noise.normal(0, "truth", shape).mul(scalar(0.2));
    Measurement y = Measurement.of(jpeg, photo, new Noise.None(), null);
    Tensor start = loop.start(noise, shape, first -> ddnm.start(first, y));
    try (Tensor x =
        loop.run(step -> ddnm.step(step, y), noise, start, SamplingLoop.Listener.NONE)) {
      double before =
          y.residual(noise.normal(1, "other", shape).mul(scalar(0.2))).std().item_double();
      assertThat(y.residual(x).std().item_double()).isLessThan(0.25 * before);
    }
  }

  @Test
  void temperaturesBeyondTheirRangeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Transition.Tempered(1.5, new Transition.Remix(1)))
        .withMessageContaining("temperature must be in [0, 1], got 1.5");
  }
}
