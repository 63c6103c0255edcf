package io.tweedie.models.adm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.bytedeco.pytorch.global.torch.pixel_shuffle;
import static org.bytedeco.pytorch.global.torch.pixel_unshuffle;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.parity.DeterministicWeights;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** A network on patches is the same network on images whose pixels were made channels. */
class PatchTest {

  private static final double[] T = {417};

  private static AdmConfig config(int side, int channels, Integer patch) {
    return new AdmConfig(
        side, channels, 32, 1, "1,2", "8", 1, 16, -1, true, true, true, false, 0, false, 10, true,
        true, "group", patch, null);
  }

  private static AdmClassifier classifier(int side, int channels, Integer patch) {
    AdmClassifier network =
        new AdmClassifier(
            new ClassifierConfig(
                side,
                channels,
                32,
                1,
                "8",
                true,
                true,
                ClassifierPool.ATTENTION,
                "1,2",
                16,
                10,
                patch));
    DeterministicWeights.fill(network.parameters());
    return network;
  }

  private static Tensor run(AdmUNet network, Tensor x) {
    return network.forward(x, T, Condition.none(), Compute.REFERENCE);
  }

  private static Tensor input() {
    return DeterministicWeights.tensor("input", 2, 3, 16, 16);
  }

  @Test
  void denoisesThePatchesChannels() {
    try (NoGradGuard guard = new NoGradGuard();
        PointerScope scope = new PointerScope();
        AdmUNet patched = SmallNetworks.unet(config(16, 3, 2));
        AdmUNet plain = SmallNetworks.unet(config(8, 12, null))) {
      Tensor output = run(patched, input());
      assertThat(output.shape()).containsExactly(2, 6, 16, 16);
      Tensor expected = pixel_shuffle(run(plain, pixel_unshuffle(input(), 2)), 2);
      assertThat(output.equal(expected)).isTrue();
    }
  }

  @Test
  void classifiesThePatchesChannels() {
    try (NoGradGuard guard = new NoGradGuard();
        PointerScope scope = new PointerScope();
        AdmClassifier patched = classifier(16, 3, 2);
        AdmClassifier plain = classifier(8, 12, null)) {
      Tensor scores = patched.forward(input(), T, Compute.REFERENCE);
      assertThat(scores.shape()).containsExactly(2, 10);
      Tensor expected = plain.forward(pixel_unshuffle(input(), 2), T, Compute.REFERENCE);
      assertThat(scores.equal(expected)).isTrue();
    }
  }

  @Test
  void aPatchOfOnePixelIsNone() {
    assertThat(config(16, 3, 1)).isEqualTo(config(16, 3, null));
    try (NoGradGuard guard = new NoGradGuard();
        PointerScope scope = new PointerScope();
        AdmUNet one = SmallNetworks.unet(config(16, 3, 1));
        AdmUNet none = SmallNetworks.unet(config(16, 3, null))) {
      assertThat(one.parameters().byName().keySet()).isEqualTo(none.parameters().byName().keySet());
      assertThat(run(one, input()).equal(run(none, input()))).isTrue();
    }
  }

  @Test
  void imagesMustDivideIntoPatches() {
    try (PointerScope scope = new PointerScope();
        AdmUNet network = SmallNetworks.unet(config(16, 3, 2))) {
      assertThat(network.sizeMultiple()).isEqualTo(4);
      Tensor x = DeterministicWeights.tensor("input", 1, 3, 18, 16);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> run(network, x))
          .withMessageContaining("H and W multiples of 4, got [1, 3, 18, 16]");
    }
  }
}
