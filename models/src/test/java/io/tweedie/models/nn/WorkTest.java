package io.tweedie.models.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.ones;

import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

class WorkTest {

  @Test
  void countsWhatConvolutionsAndAttentionMultiply() {
    try (PointerScope scope = new PointerScope();
        Parameters parameters = new Parameters()) {
      Conv2d conv = new Conv2d(parameters.scope("conv"), 3, 8, 3);
      parameters.initialize(1);
      assertThat(Work.of(() -> conv.forward(ones(2, 3, 4, 5))))
          .isEqualTo(new Work(2 * 8 * 4 * 5 * 3 * 3 * 3, 0));
      // Each of 7 queries meets each of 7 keys in 4 channels, and as many values.
      assertThat(Work.of(() -> Attention.QKV_FIRST.attend(ones(2, 12, 7), 2)))
          .isEqualTo(new Work(0, 2 * 2 * 7 * 7 * 4));
      assertThat(Work.of(() -> ones(1))).isEqualTo(new Work(0, 0));
    }
  }
}
