package io.tweedie.core.guidance;

import static io.tweedie.core.guidance.GuidanceSupport.LEVEL;
import static io.tweedie.core.guidance.GuidanceSupport.assertClose;
import static io.tweedie.core.guidance.GuidanceSupport.epsilon;
import static io.tweedie.core.guidance.GuidanceSupport.labels;
import static io.tweedie.core.guidance.GuidanceSupport.noisy;
import static io.tweedie.core.guidance.GuidanceSupport.values;
import static io.tweedie.core.guidance.GuidanceSupport.x0;
import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.Inpainting;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.solver.Dps;
import io.tweedie.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class ClassifierGuidanceTest {

  @Test
  void scaleZeroIsThePrior() {
    try (PointerScope scope = new PointerScope()) {
      MixtureClasses classes = new MixtureClasses();
      Tensor xt = noisy(3);
      assertThat(values(x0(guided(classes, labels(1), 0).predict(xt, LEVEL), xt)))
          .isEqualTo(values(x0(classes.unconditional().predict(xt, LEVEL), xt)));
    }
  }

  @Test
  void scaleOneWithTheExactClassifierIsTheClassConditionalPrior() {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      MixtureClasses classes = new MixtureClasses();
      Tensor xt = noisy(6);
      Condition.Classes labels = labels(0, 1, 0, 1, 0, 1);
      assertClose(
          epsilon(guided(classes, labels, 1).predict(xt, LEVEL), xt),
          epsilon(classes.given(labels).predict(xt, LEVEL), xt));
    }
  }

  @Test
  void theShiftOfTheNoiseIsLinearInTheScale() {
    try (PointerScope scope = new PointerScope()) {
      MixtureClasses classes = new MixtureClasses();
      Tensor xt = noisy(4);
      Tensor none = epsilon(classes.unconditional().predict(xt, LEVEL), xt);
      Tensor once = epsilon(guided(classes, labels(1), 1).predict(xt, LEVEL), xt).sub(none);
      Tensor fivefold = epsilon(guided(classes, labels(1), 5).predict(xt, LEVEL), xt).sub(none);
      assertClose(fivefold, once.mul(scalar(5)));
    }
  }

  @Test
  void imagesWithoutAClassAreNotGuided() {
    try (PointerScope scope = new PointerScope()) {
      MixtureClasses classes = new MixtureClasses();
      Tensor xt = noisy(2);
      Condition.Classes labels = labels(Condition.NO_CLASS, 1);
      Tensor none = epsilon(classes.unconditional().predict(xt, LEVEL), xt);
      Tensor moved = epsilon(guided(classes, labels, 4).predict(xt, LEVEL), xt).sub(none).abs();
      assertThat(moved.narrow(0, 0, 1).max().item_double()).isZero();
      assertThat(moved.narrow(0, 1, 1).max().item_double()).isGreaterThan(0.1);
    }
  }

  /** As posterior samplers do that differentiate the estimate of x_0. */
  @Test
  void theGuidedPredictionIsDifferentiable() {
    try (PointerScope scope = new PointerScope();
        AutoGradMode mode = new AutoGradMode(true)) {
      MixtureClasses classes = new MixtureClasses();
      ClassifierGuidance guidance = guided(classes, labels(1), 3);
      Tensor xt = noisy(1).set_requires_grad(true);
      x0(guidance.predict(xt, LEVEL), xt).sum().backward();
      float[] gradient = values(xt.grad());
      double h = 1e-2;
      for (int pixel = 0; pixel < 2; pixel++) {
        float[] step = new float[2];
        step[pixel] = (float) h;
        Tensor aside = Tensor.create(step, 1, 1, 1, 2);
        Tensor up = xt.detach().add(aside);
        Tensor down = xt.detach().sub(aside);
        double difference =
            x0(guidance.predict(up, LEVEL), up).sum().item_double()
                - x0(guidance.predict(down, LEVEL), down).sum().item_double();
        double slope = difference / (2 * h);
        // Float32 rounding and curvature over 2 h leave about three digits.
        assertThat(gradient[pixel]).isBetween((float) (slope - 5e-3), (float) (slope + 5e-3));
      }
    }
  }

  /** One pixel is measured at a value that both classes take; the class decides on the other. */
  @Test
  void restorationsFollowTheirClasses() {
    float[] missing = values(restored(3, 4, 5, 6));
    assertThat(List.of(missing[1], missing[5])).allMatch(pixel -> pixel > 0.4);
    assertThat(List.of(missing[3], missing[7])).allMatch(pixel -> pixel < 0.1);
    for (int i = 0; i < 4; i++) {
      assertThat(values(restored(i % 2, new long[] {3 + i})))
          .isEqualTo(Arrays.copyOfRange(missing, 2 * i, 2 * i + 2));
    }
  }

  private static Tensor restored(long... images) {
    return restored(-1, images);
  }

  /** Images in classes 0 and 1 in turn, or all in one. */
  private static Tensor restored(int label, long[] images) {
    try (PointerScope scope = new PointerScope()) {
      Shape shape = new Shape(1, 1, 2);
      float[] truth = new float[2 * images.length];
      Arrays.fill(truth, 0.6f);
      Measurement y =
          Measurement.of(
              Inpainting.of(shape, Tensor.create(new float[] {1, 0}, 1, 1, 1, 2)),
              Tensor.create(truth, images.length, 1, 1, 2),
              new Noise.None(),
              null);
      Condition.Classes labels = label < 0 ? labels(0, 1, 0, 1) : labels(label);
      Plan plan = new Plan("100", new Transition.Ddim(0), false);
      SamplingLoop loop =
          new SamplingLoop(
              guided(new MixtureClasses(), labels, 2), NoiseSchedule.linear(1000), plan);
      KeyedNoise noise = new KeyedNoise(1, images);
      return loop.run(
              step -> new Dps(0.3).step(step, y),
              noise,
              loop.start(noise, shape),
              SamplingLoop.Listener.NONE)
          .retainReference();
    }
  }

  private static ClassifierGuidance guided(
      MixtureClasses classes, Condition.Classes labels, double scale) {
    return new ClassifierGuidance(classes.unconditional(), classes, labels, scale);
  }
}
