package io.tweedie.core.guidance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.make_generator_cpu;
import static org.bytedeco.pytorch.global.torch.randn;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.random.NoiseSource;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Shape;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/**
 * Classifier guidance with the exact classifier at scale 1 draws from the exact class-conditional:
 * its sliced Wasserstein distance to exact samples is no larger than that of exact samples among
 * themselves, the floor of the Monte Carlo error.
 */
class ClassConditionalSamplingTest {

  private static final int COUNT = 2000;
  private static final int LABEL = 0;
  private static final int DIRECTIONS = 32;
  private static final int EXACT_PAIRS = 40;

  /** One generator for all images: here they need not be independent of their batch. */
  private static final NoiseSource NOISE =
      (step, purpose, shape) ->
          randn(
              shape.batch(COUNT),
              new GeneratorOptional(make_generator_cpu(Objects.hash(step, purpose))));

  @Test
  void theExactClassifierDrawsFromItsClass() {
    double floor =
        IntStream.range(0, EXACT_PAIRS)
            .mapToDouble(i -> distance(exact(2 * i + 1), exact(2 * i + 2)))
            .max()
            .orElseThrow();
    double[][] exact = exact(0);
    try (PointerScope scope = new PointerScope()) {
      MixtureClasses classes = new MixtureClasses();
      Denoiser prior = classes.prior(Condition.NO_CLASS);
      Condition.Classes labels = Condition.classes(LABEL);
      double unguided = distance(draw(prior), exact);
      double guided = distance(draw(new ClassifierGuidance(prior, classes, labels, 1)), exact);
      double conditional = distance(draw(classes.prior(LABEL)), exact);

      assertThat(unguided).isGreaterThan(5 * floor);
      assertThat(guided).isLessThanOrEqualTo(floor);
      assertThat(conditional).isLessThanOrEqualTo(floor);
    }
  }

  private static double[][] exact(long seed) {
    return MixtureClasses.draw(LABEL, COUNT, seed);
  }

  private static double[][] draw(Denoiser prior) {
    Plan plan = new Plan("250", new Transition.Ddpm(Transition.Variance.FIXED_SMALL), false);
    SamplingLoop loop = new SamplingLoop(prior, NoiseSchedule.cosine(1000), plan);
    Tensor start = loop.start(NOISE, new Shape(1, 1, 2));
    Tensor drawn =
        loop.run(step -> step.next(step.x0Hat()), NOISE, start, SamplingLoop.Listener.NONE);
    float[] pixels = GuidanceSupport.values(drawn);
    return IntStream.range(0, COUNT)
        .mapToObj(i -> new double[] {pixels[2 * i], pixels[2 * i + 1]})
        .toArray(double[][]::new);
  }

  /** Mean over directions of the Wasserstein-1 distance of the projections. */
  private static double distance(double[][] a, double[][] b) {
    return IntStream.range(0, DIRECTIONS)
        .mapToDouble(
            d -> {
              double[] projectedA = projected(a, Math.PI * d / DIRECTIONS);
              double[] projectedB = projected(b, Math.PI * d / DIRECTIONS);
              return IntStream.range(0, COUNT)
                  .mapToDouble(i -> Math.abs(projectedA[i] - projectedB[i]))
                  .average()
                  .orElseThrow();
            })
        .average()
        .orElseThrow();
  }

  private static double[] projected(double[][] points, double angle) {
    return Arrays.stream(points)
        .mapToDouble(p -> p[0] * Math.cos(angle) + p[1] * Math.sin(angle))
        .sorted()
        .toArray();
  }
}
