package io.tweedie.core.guidance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.make_generator_cpu;
import static org.bytedeco.pytorch.global.torch.randn;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.schedule.NoiseLevel;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;

/** What the tests of guidance share. */
final class GuidanceSupport {

  /** Where the classes of {@link MixtureClasses} still overlap. */
  static final NoiseLevel LEVEL = new NoiseLevel(300, 0.6);

  private GuidanceSupport() {}

  static Tensor noisy(long images) {
    return randn(new long[] {images, 1, 1, 2}, new GeneratorOptional(make_generator_cpu(7)));
  }

  static Condition.Classes labels(long... labels) {
    return Condition.classes(labels);
  }

  static Tensor x0(Prediction p, Tensor xt) {
    return p.kind().x0(xt, p.output(), LEVEL.alphaBar());
  }

  static Tensor epsilon(Prediction p, Tensor xt) {
    return p.kind().epsilon(xt, p.output(), LEVEL.alphaBar());
  }

  /** To the rounding of float32. */
  static void assertClose(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.sub(expected).abs().max().item_double())
        .isLessThan(1e-5 * Math.max(1, expected.abs().max().item_double()));
  }

  static float[] values(Tensor x) {
    float[] array = new float[(int) x.numel()];
    x.contiguous().data_ptr_float().get(array);
    return array;
  }
}
