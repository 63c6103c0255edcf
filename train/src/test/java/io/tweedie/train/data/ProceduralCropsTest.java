package io.tweedie.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.full;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Scalars;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ProceduralCropsTest {

  @BeforeAll
  static void natives() {
    Backend.initialize();
  }

  private static Tensor batch(TrainingImages images, long step) {
    return images.batch(step, 3, new SplittableRandom(step)).images();
  }

  /** What earlier steps drew changes nothing, also where the window has moved far on. */
  @Test
  void aStepHasTheSameCropsWhateverCameBefore() {
    try (ProceduralCrops fresh = new ProceduralCrops(16, 1);
        ProceduralCrops used = new ProceduralCrops(16, 1);
        PointerScope scope = new PointerScope()) {
      batch(used, 1);
      batch(used, 1000);
      batch(used, 3);
      Tensor crops = batch(fresh, 5);
      assertThat(crops.shape()).containsExactly(3, 3, 16, 16);
      assertThat(crops.abs().max().item_double()).isLessThanOrEqualTo(1);
      assertThat(crops.std().item_double()).isGreaterThan(0.01);
      assertThat(batch(used, 5).equal(crops)).isTrue();
    }
  }

  @Test
  void mixesByShareWhateverThePlaceInTheBatch() {
    TrainingImages black = (step, n, random) -> new Examples(zeros(n, 1, 1, 1), null);
    TrainingImages white =
        (step, n, random) -> new Examples(full(new long[] {n, 1, 1, 1}, Scalars.scalar(1)), null);
    try (MixedImages mixed = new MixedImages(black, white, 0.3);
        PointerScope scope = new PointerScope()) {
      Tensor images = mixed.batch(1, 2000, new SplittableRandom(1)).images();
      assertThat(images.mean().item_double()).isCloseTo(0.3, within(0.03));
      assertThat(images.narrow(0, 0, 1000).mean().item_double()).isCloseTo(0.3, within(0.05));
    }
  }
}
