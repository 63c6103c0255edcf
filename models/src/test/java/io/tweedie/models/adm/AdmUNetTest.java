package io.tweedie.models.adm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.parity.DeterministicWeights;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmUNetTest {

  @Test
  void aFreshNetworkPredictsZero() {
    try (PointerScope scope = new PointerScope();
        AdmUNet network = new AdmUNet(SmallNetworks.config(false))) {
      network.parameters().initialize(5);
      Tensor output = run(network, input(1, 3, 16), Condition.none(), 7);
      assertThat(output.shape()).containsExactly(1, 6, 16, 16);
      assertThat(output.equal(zeros(1, 6, 16, 16))).isTrue();
    }
  }

  @Test
  void initializationDependsOnTheSeedAlone() {
    try (PointerScope scope = new PointerScope();
        AdmUNet one = new AdmUNet(SmallNetworks.config(true));
        AdmUNet two = new AdmUNet(SmallNetworks.config(true))) {
      String name = "input_blocks.1.0.in_layers.2.weight";
      one.parameters().initialize(5);
      two.parameters().initialize(6);
      Tensor six = two.parameters().byName().get(name).value().clone();
      two.parameters().initialize(5);
      Tensor five = two.parameters().byName().get(name).value();
      assertThat(one.parameters().byName().get(name).value().equal(five)).isTrue();
      assertThat(six.equal(five)).isFalse();
    }
  }

  @Test
  void dropsOutInTrainingOnly() {
    AdmConfig config =
        new AdmConfig(
            16, 3, 32, 1, "1", "", 1, -1, -1, true, false, true, false, 0.5, false, null, false,
            true, "group", null, null);
    try (PointerScope scope = new PointerScope();
        AdmUNet network = SmallNetworks.unet(config)) {
      Tensor x = input(1, 3, 16);
      Tensor still = run(network, x, Condition.none(), 7);
      network.train(true);
      assertThat(run(network, x, Condition.none(), 7).equal(run(network, x, Condition.none(), 7)))
          .isFalse();
      network.train(false);
      assertThat(run(network, x, Condition.none(), 7).equal(still)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void trainingReachesEveryParameter(boolean detailed) {
    AdmConfig config = detailed ? SmallNetworks.detailed() : SmallNetworks.config(true);
    Condition condition = detailed ? Condition.none() : Condition.classes(1, 2);
    try (PointerScope scope = new PointerScope();
        AdmUNet network = SmallNetworks.unet(config)) {
      network.train(true);
      run(network, input(2, 3, 16), condition, 7, 8).square().mean().backward();
      assertThat(network.parameters().all())
          .allSatisfy(
              parameter ->
                  assertThat(parameter.value().grad().abs().max().item_double()).isPositive());
    }
  }

  @Test
  void refusesLabelsThatItDoesNotKnowAndMissesThoseThatItNeeds() {
    try (PointerScope scope = new PointerScope();
        AdmUNet without = SmallNetworks.unet(SmallNetworks.config(false));
        AdmUNet with = SmallNetworks.unet(SmallNetworks.config(true))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> run(without, input(1, 3, 16), Condition.classes(1), 7))
          .withMessage("this network takes no condition, but was given class labels");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> run(with, input(1, 3, 16), Condition.none(), 7))
          .withMessage("this network takes class labels, but was given no condition");
    }
  }

  @Test
  void refusesArgumentsThatDoNotBelongTogether() {
    try (PointerScope scope = new PointerScope();
        AdmUNet network = SmallNetworks.unet(SmallNetworks.config(true))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> run(network, input(3, 3, 16), Condition.classes(1), 7, 8))
          .withMessageContaining("timesteps")
          .withMessageContaining("got 2 for images of shape [3, 3, 16, 16]");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> run(network, input(3, 3, 16), Condition.classes(1, 2), 7))
          .withMessage("class labels for all or for each of 3 images are expected, got 2");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> run(network, input(1, 1, 16), Condition.classes(1), 7))
          .withMessageContaining("[N, 3, H, W] with H and W multiples of 2, got [1, 1, 16, 16]");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> run(network, input(1, 3, 17), Condition.classes(1), 7))
          .withMessageContaining("[1, 3, 17, 17]");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> run(network, zeros(3, 16, 16), Condition.classes(1), 7))
          .withMessageContaining("[3, 16, 16]");
    }
  }

  @Test
  void saysThatWeightsAreMissing() {
    try (PointerScope scope = new PointerScope();
        AdmUNet network = new AdmUNet(SmallNetworks.config(false))) {
      assertThatIllegalStateException()
          .isThrownBy(() -> run(network, input(1, 3, 16), Condition.none(), 7))
          .withMessageContaining("load a checkpoint");
    }
  }

  @Test
  void theUpsamplerWantsOneSmallImagePerLargeOne() {
    try (PointerScope scope = new PointerScope();
        AdmUpsampler network = new AdmUpsampler(SmallNetworks.config(false))) {
      DeterministicWeights.fill(network.parameters());
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  network.forward(
                      input(2, 3, 16),
                      input(1, 3, 4),
                      new double[] {7},
                      Condition.none(),
                      Compute.REFERENCE))
          .withMessageContaining("[1, 3, 4, 4] and [2, 3, 16, 16]");
    }
  }

  @Test
  void attentionPoolingIsForOneSize() {
    try (PointerScope scope = new PointerScope();
        AdmClassifier fixed = SmallNetworks.classifier(ClassifierPool.ATTENTION);
        AdmClassifier free = SmallNetworks.classifier(ClassifierPool.SPATIAL)) {
      Tensor x = input(1, 3, 32);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> classify(fixed, x))
          .withMessageContaining("8 x 8, got 16 x 16");
      assertThat(classify(free, x).shape()).containsExactly(1, 10);
    }
  }

  private static Tensor classify(AdmClassifier network, Tensor x) {
    return network.forward(x, new double[] {7}, Compute.REFERENCE);
  }

  private static Tensor input(long n, long channels, long side) {
    return DeterministicWeights.tensor("input", n, channels, side, side);
  }

  private static Tensor run(AdmUNet network, Tensor x, Condition condition, double... timesteps) {
    return network.forward(x, timesteps, condition, Compute.REFERENCE);
  }
}
