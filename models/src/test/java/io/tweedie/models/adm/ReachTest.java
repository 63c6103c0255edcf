package io.tweedie.models.adm;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.sampling.Tape;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.parity.DeterministicWeights;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReachTest {

  private static AdmConfig local(
      String mult, int blocks, boolean updown, boolean convolved, int patch, int detail) {
    return new AdmConfig(
        16, 3, 4, blocks, mult, "", 1, -1, -1, true, updown, convolved, false, 0, false, null,
        false, false, "pixel", patch, detail);
  }

  /**
   * As far as the gradient of a pixel's answer reaches, of the pixel from which it does furthest.
   */
  @ParameterizedTest
  @CsvSource({
    "'1,1', 1, false, true, 1, 0",
    "'1,1', 1, false, true, 2, 0",
    "'1,1', 1, false, true, 2, 3",
    "'1,1,1', 2, false, true, 1, 3",
    "'1,1', 1, true, true, 2, 3",
    "'1,1,1', 1, false, false, 2, 0",
    "'1', 1, false, true, 4, 3",
  })
  void isAsFarAsGradientsGo(
      String mult, int blocks, boolean updown, boolean convolved, int patch, int detail) {
    AdmConfig config = local(mult, blocks, updown, convolved, patch, detail);
    try (AdmUNet network = SmallNetworks.unet(config)) {
      int reach = network.reach().orElseThrow();
      int multiple = config.sizeMultiple();
      int middle = (reach / multiple + 2) * multiple;
      int seen = 0;
      for (int pixel = middle; pixel < middle + multiple; pixel++) {
        seen = Math.max(seen, seenFrom(network, pixel, 2 * middle + multiple));
      }
      assertThat(seen).isEqualTo(reach);
    }
  }

  /** Along a strip as high as the network's lowest resolution allows. */
  private static int seenFrom(AdmUNet network, int pixel, int width) {
    try (PointerScope scope = new PointerScope();
        Tape tape = Tape.open()) {
      Tensor x =
          tape.watch(DeterministicWeights.tensor("input", 1, 3, network.sizeMultiple(), width));
      double[] timesteps = {417};
      Tensor y = network.forward(x, timesteps, Condition.none(), Compute.REFERENCE);
      Tensor gradient = tape.gradient(y.narrow(3, pixel, 1).square().sum()).abs();
      Tensor columns = gradient.sum(0, 1, 2).ne(scalar(0)).nonzero().sub(scalar(pixel));
      return (int) columns.abs().max().item_long();
    }
  }

  @Test
  void isNotKnownOfNetworksThatLookEverywhere() {
    try (AdmUNet grouped = new AdmUNet(SmallNetworks.config(false));
        AdmUNet detailed = new AdmUNet(SmallNetworks.detailed())) {
      assertThat(grouped.reach()).isEmpty();
      assertThat(detailed.reach()).isPresent();
    }
  }

  /** The margin that comes with the photo prior, which was chosen by hand, is wide enough. */
  @Test
  void ofTheFirstPhotoPriorIsWithinItsMargin() {
    AdmConfig photos =
        new AdmConfig(
            64, 3, 64, 1, "1,2,3", "", null, null, null, null, false, null, false, 0, false, null,
            false, false, "pixel", null, null);
    assertThat(Reach.of(photos)).isBetween(64, 72);
  }
}
