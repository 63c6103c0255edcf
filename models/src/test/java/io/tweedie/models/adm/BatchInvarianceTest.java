package io.tweedie.models.adm;

import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Layout;
import io.tweedie.core.tensor.Precision;
import io.tweedie.models.ddpm.DdpmConfig;
import io.tweedie.models.ddpm.DdpmUNet;
import io.tweedie.models.nn.DenoisingNetwork;
import io.tweedie.models.nn.Gradients;
import io.tweedie.models.parity.DeterministicWeights;
import java.util.List;
import java.util.function.IntFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a network says of an image has the same bits alone and in a batch. */
@Tag("processor")
class BatchInvarianceTest {

  private static final int N = 4;
  private static final double[] SHARED = {417};
  private static final double[] OWN = {999, 0, 417, 3};

  private final Tensor x = DeterministicWeights.tensor("input", N, 3, 16, 16);

  @AfterEach
  void oneThread() {
    Backend.setThreads(1);
    x.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void sharedTimestep(int threads) {
    Backend.setThreads(threads);
    try (NoGradGuard guard = new NoGradGuard();
        PointerScope scope = new PointerScope();
        AdmUNet network = SmallNetworks.unet(SmallNetworks.config(false))) {
      Tensor all = run(network, x, SHARED, Condition.none());
      assertSame(all, i -> run(network, image(x, i), SHARED, Condition.none()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT32, CHANNELS_LAST, false",
    "BFLOAT16, CONTIGUOUS, false",
    "BFLOAT16, CHANNELS_LAST, false",
    "FLOAT32, CONTIGUOUS, true",
    "FLOAT32, CHANNELS_LAST, true",
    "BFLOAT16, CHANNELS_LAST, true"
  })
  void formats(Precision precision, Layout layout, boolean detailed) {
    Compute compute = Compute.REFERENCE.with(precision).with(layout);
    // Two threads and 1024 positions: with fewer, the library sums in the same order anyway.
    Backend.setThreads(2);
    try (NoGradGuard guard = new NoGradGuard();
        PointerScope scope = new PointerScope();
        AdmUNet network =
            SmallNetworks.unet(detailed ? SmallNetworks.detailed() : SmallNetworks.config(false))) {
      Tensor large = DeterministicWeights.tensor("input", N, 3, 32, 32);
      Tensor all = network.forward(large, SHARED, Condition.none(), compute);
      assertSame(all, i -> network.forward(image(large, i), SHARED, Condition.none(), compute));
    }
  }

  @Test
  void timestepsAndLabelsOfTheirOwn() {
    try (NoGradGuard guard = new NoGradGuard();
        PointerScope scope = new PointerScope();
        AdmUNet network = SmallNetworks.unet(SmallNetworks.config(true))) {
      Condition labels = Condition.classes(0, 9, 4, 4);
      Tensor all = run(network, x, OWN, labels);
      assertSame(all, i -> run(network, image(x, i), new double[] {OWN[i]}, labels.image(i)));
      Tensor alike = run(network, x, SHARED, Condition.classes(7));
      assertSame(alike, i -> run(network, image(x, i), SHARED, Condition.classes(7)));
    }
  }

  @Test
  void gradients() {
    try (PointerScope scope = new PointerScope();
        AdmUNet network = SmallNetworks.unet(SmallNetworks.config(false))) {
      Tensor all = gradient(network, x);
      assertSame(all, i -> gradient(network, image(x, i)));
    }
  }

  @Test
  void ddpm() {
    DdpmConfig config =
        new DdpmConfig(
            new DdpmConfig.Data(16),
            new DdpmConfig.Model("simple", 3, 3, 32, List.of(1, 2), 1, List.of(8), 0, true));
    try (NoGradGuard guard = new NoGradGuard();
        PointerScope scope = new PointerScope();
        DdpmUNet network = new DdpmUNet(config)) {
      DeterministicWeights.fill(network.parameters());
      assertSame(
          run(network, x, SHARED, Condition.none()),
          i -> run(network, image(x, i), SHARED, Condition.none()));
      assertSame(
          run(network, x, OWN, Condition.none()),
          i -> run(network, image(x, i), new double[] {OWN[i]}, Condition.none()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void classifier(ClassifierPool pool) {
    try (NoGradGuard guard = new NoGradGuard();
        PointerScope scope = new PointerScope();
        AdmClassifier network = SmallNetworks.classifier(pool)) {
      Tensor all = network.forward(x, SHARED, Compute.REFERENCE);
      assertThat(all.shape()).containsExactly(N, 10);
      assertSame(all, i -> network.forward(image(x, i), SHARED, Compute.REFERENCE));
    }
  }

  private static Tensor run(
      DenoisingNetwork network, Tensor x, double[] timesteps, Condition condition) {
    return network.forward(x, timesteps, condition, Compute.REFERENCE);
  }

  private static Tensor gradient(AdmUNet network, Tensor images) {
    Tensor input = images.detach().clone().set_requires_grad(true);
    Tensor output = run(network, input, SHARED, Condition.none());
    return Gradients.of(output, input);
  }

  private static Tensor image(Tensor batch, int i) {
    return batch.narrow(0, i, 1);
  }

  private static void assertSame(Tensor all, IntFunction<Tensor> alone) {
    for (int i = 0; i < N; i++) {
      assertThat(alone.apply(i).equal(image(all, i))).as("image %d", i).isTrue();
    }
  }
}
