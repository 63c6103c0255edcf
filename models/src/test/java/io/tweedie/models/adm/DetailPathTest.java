package io.tweedie.models.adm;

import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.sampling.Tape;
import io.tweedie.core.tensor.Activations;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.parity.DeterministicWeights;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class DetailPathTest {

  private static Tensor run(AdmUNet network, Tensor x) {
    return network.forward(x, new double[] {417}, Condition.none(), Compute.REFERENCE);
  }

  private static AdmUNet withoutDetail() {
    AdmConfig d = SmallNetworks.detailed();
    return SmallNetworks.unet(
        new AdmConfig(
            16, 3, 32, 1, "1,2", "", 1, 16, -1, true, false, true, false, 0, false, null, false,
            false, d.norm(), d.patch(), null));
  }

  /** A checkpoint of the U-Net alone has all weights of it under the same names. */
  @Test
  void startsAsTheUNetAloneAndAddsToIt() {
    try (PointerScope scope = new PointerScope();
        AdmUNet alone = withoutDetail();
        AdmUNet fresh = new AdmUNet(SmallNetworks.detailed());
        AdmUNet trained = SmallNetworks.unet(SmallNetworks.detailed())) {
      fresh.parameters().initialize(1);
      for (Parameter parameter : alone.parameters().all()) {
        fresh.parameters().byName().get(parameter.name()).assign(parameter.value().clone());
      }
      Tensor x = DeterministicWeights.tensor("input", 2, 3, 16, 24);
      assertThat(run(fresh, x).equal(run(alone, x))).isTrue();
      Tensor added = run(trained, x).sub(run(alone, x));
      assertThat(added.abs().mean().item_double()).isGreaterThan(0.01);
    }
  }

  @Test
  void gradientsAreTheSameWhereLayersRunAgain() {
    try (PointerScope scope = new PointerScope();
        AdmUNet network = SmallNetworks.unet(SmallNetworks.detailed())) {
      Tensor kept = gradient(network, Activations.KEPT);
      Tensor again = gradient(network, Activations.RECOMPUTED);
      assertThat(kept.abs().max().item_double()).isGreaterThan(1e-3);
      assertThat(again.sub(kept).abs().max().item_double()).isLessThan(1e-6);
    }
  }

  private static Tensor gradient(AdmUNet network, Activations activations) {
    try (Tape tape = Tape.open()) {
      Tensor x = tape.watch(DeterministicWeights.tensor("input", 1, 3, 16, 16));
      Compute compute = Compute.REFERENCE.with(activations);
      Tensor y = network.forward(x, new double[] {417}, Condition.none(), compute);
      return tape.gradient(y.square().sum());
    }
  }

  @Test
  void isNoPartOfNetworksThatDoNotAskForIt() {
    try (AdmUNet alone = withoutDetail();
        AdmUNet detailed = new AdmUNet(SmallNetworks.detailed())) {
      List<String> names = List.copyOf(alone.parameters().byName().keySet());
      assertThat(detailed.parameters().byName().keySet())
          .containsAll(names)
          .hasSize(names.size() + 10)
          .contains("detail.told.weight", "detail.in.bias", "detail.embed.weight");
      assertThat(names).noneMatch(name -> name.startsWith("detail."));
    }
  }
}
