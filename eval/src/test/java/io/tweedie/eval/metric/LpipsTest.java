package io.tweedie.eval.metric;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.make_generator_cpu;
import static org.bytedeco.pytorch.global.torch.rand;

import io.tweedie.core.tensor.Backend;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.checkpoint.Sha256;
import io.tweedie.models.lpips.LpipsNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LpipsTest {

  @TempDir static Path folder;
  private static Path weights;
  private static Lpips lpips;

  private PointerScope scope;

  @BeforeAll
  static void load() throws IOException {
    Backend.setThreads(1);
    weights = SmallNetwork.write(folder.resolve("squeeze.safetensors"));
    lpips = Lpips.load(weights);
  }

  @AfterAll
  static void close() {
    lpips.close();
  }

  @BeforeEach
  void openScope() {
    scope = new PointerScope();
  }

  @AfterEach
  void closeScope() {
    scope.close();
  }

  private static Tensor images(long seed, long... shape) {
    return rand(shape, new GeneratorOptional(make_generator_cpu(seed)))
        .mul(scalar(2))
        .sub(scalar(1));
  }

  @Test
  void isTheSumOverTheLayersOfTheNetwork() {
    Tensor x = images(1, 2, 3, 20, 26);
    Tensor y = images(2, 2, 3, 20, 26);
    try (LpipsNetwork network = SmallNetwork.create()) {
      Tensor layers = network.contributions(x, y);
      double[] distances = lpips.measure(x, y);
      assertThat(distances).hasSize(2);
      for (int i = 0; i < 2; i++) {
        double sum = layers.select(0, i).sum().item_double();
        assertThat(distances[i]).isPositive().isCloseTo(sum, within(1e-6 * sum));
      }
    }
    assertThat(lpips.measure(x, x)).containsExactly(0, 0);
  }

  @Test
  void grayImagesHaveThreeEqualChannels() {
    Tensor x = images(1, 1, 1, 20, 20);
    Tensor y = images(2, 1, 1, 20, 20);
    assertThat(lpips.measure(x, y))
        .containsExactly(lpips.measure(x.expand(1, 3, 20, 20), y.expand(1, 3, 20, 20)));
  }

  @Test
  void otherImagesAreRefused() {
    Tensor small = images(1, 1, 3, 16, 40);
    assertThat(lpips.fits(small)).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lpips.measure(small, small))
        .withMessageContaining("at least 17");
    Tensor two = images(1, 1, 2, 20, 20);
    assertThatIllegalArgumentException().isThrownBy(() -> lpips.measure(two, two));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lpips.measure(images(1, 1, 3, 20, 20), images(1, 1, 3, 20, 21)))
        .withMessageContaining("[1, 3, 20, 21]");
  }

  @Test
  void weightsThatAreNotOfTorchvisionAreSaidSo() throws IOException {
    assertThat(lpips.note().network().orElseThrow())
        .contains("SqueezeNet 1.1", "not the file of torchvision (b8a52dc0)")
        .contains(Sha256.of(weights).substring(0, 12));
    assertThat(lpips.note().gap()).isEqualTo("not measured: the image has a side below 17 pixels");
  }

  @Test
  void otherWeightsAreRefusedWithWhatWasExpected() {
    Path other = folder.resolve("other.safetensors");
    SafetensorsWriter.write(other, Map.of("conv1.weight", images(1, 64, 3, 7, 7)), Map.of());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Lpips.load(other))
        .withMessageContainingAll(
            other.toString(),
            "https://download.pytorch.org/models/alexnet-owt-7be5be79.pth",
            "conv1.weight");
  }
}
