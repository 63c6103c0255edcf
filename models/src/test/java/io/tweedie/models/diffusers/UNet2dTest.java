package io.tweedie.models.diffusers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.bytedeco.pytorch.global.torch.grad;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.sampling.Tape;
import io.tweedie.core.tensor.Activations;
import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Batching;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Layout;
import io.tweedie.core.tensor.PlainAttention;
import io.tweedie.core.tensor.Precision;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.parity.DeterministicWeights;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UNet2dTest {

  private static final double[] TIME = {417};

  @TempDir private Path folder;

  @AfterEach
  void oneThread() {
    Backend.setThreads(1);
  }

  private static Tensor latents(long n) {
    return DeterministicWeights.tensor("input", n, 4, 16, 16);
  }

  private static Condition.Text text(long n) {
    return new Condition.Text(DeterministicWeights.tensor("context", n, 5, 12));
  }

  private static UNet2d filled(UNet2d network) {
    DeterministicWeights.fill(network.parameters());
    return network;
  }

  @ParameterizedTest
  @CsvSource({"FLOAT32, CONTIGUOUS", "FLOAT32, CHANNELS_LAST", "BFLOAT16, CHANNELS_LAST"})
  void anImageHasItsBitsInAnyBatch(Precision precision, Layout layout) {
    Backend.setThreads(2);
    Compute compute = Compute.REFERENCE.with(precision).with(layout);
    try (NoGradGuard guard = new NoGradGuard();
        PointerScope scope = new PointerScope();
        UNet2d network = filled(SmallPipeline.unet())) {
      Tensor all = network.forward(latents(3), TIME, text(3), compute);
      for (int i = 0; i < 3; i++) {
        Tensor alone = network.forward(latents(3).narrow(0, i, 1), TIME, text(3).image(i), compute);
        assertThat(all.narrow(0, i, 1).equal(alone)).as("image %d", i).isTrue();
      }
      Tensor fast = network.forward(latents(3), TIME, text(3), compute.with(Batching.FAST));
      double tolerance = precision == Precision.FLOAT32 ? 1e-5 : 0.1;
      assertThat(fast.sub(all).abs().max().item_double()).isLessThan(tolerance);
    }
  }

  /** Of the latents and of the text; gradients that meet are added in another order. */
  @ParameterizedTest
  @CsvSource({"CONTIGUOUS, INVARIANT", "CHANNELS_LAST, FAST"})
  void gradientsAreTheSameWhereLayersRunAgain(Layout layout, Batching batching) {
    Compute kept = Compute.REFERENCE.with(layout).with(batching);
    try (PointerScope scope = new PointerScope();
        UNet2d network = filled(SmallPipeline.unet())) {
      List<Tensor> expected = gradients(network, kept);
      List<Tensor> found = gradients(network, kept.with(Activations.RECOMPUTED));
      for (int i = 0; i < 2; i++) {
        double largest = expected.get(i).abs().max().item_double();
        double gap = found.get(i).sub(expected.get(i)).abs().max().item_double();
        assertThat(largest).isGreaterThan(1e-3);
        assertThat(gap / largest).as("gradient %d", i).isLessThan(1e-6);
      }
    }
  }

  private static List<Tensor> gradients(UNet2d network, Compute compute) {
    try (Tape tape = Tape.open()) {
      Tensor x = tape.watch(latents(2));
      Tensor context = tape.watch(text(1).context());
      Tensor y = network.forward(x, TIME, new Condition.Text(context), compute);
      return tape.gradients(y.square(), List.of(x, context), Tape.After.LET_GO);
    }
  }

  @Test
  void everyParameterTakesPartInTraining() {
    try (PointerScope scope = new PointerScope();
        UNet2d network = SmallPipeline.unet()) {
      network.parameters().initialize(1);
      network.train(true);
      network
          .forward(latents(2), new double[] {3, 999}, text(2), Compute.REFERENCE)
          .square()
          .sum()
          .backward();
      for (Parameter parameter : network.parameters().all()) {
        assertThat(parameter.value().grad().defined()).as(parameter.name()).isTrue();
      }
      network.train(false);
    }
  }

  @Test
  void featuresThatAreSeenHaveTheSizeOfImagesAndLeadToTheOutput() {
    try (PointerScope scope = new PointerScope();
        UNet2d network = filled(SmallPipeline.unet())) {
      network.train(true);
      Tensor expected = network.forward(latents(2), TIME, text(2), Compute.REFERENCE);
      UNet2d.Seen seen = network.see(latents(2), TIME, text(2), Compute.REFERENCE);
      network.train(false);
      assertThat(seen.output().equal(expected)).isTrue();
      long[] shape = latents(2).shape();
      assertThat(seen.features().shape())
          .containsExactly(2, network.featureChannels(), shape[2], shape[3]);
      Tensor gradient = gradient(seen.output().square().sum(), seen.features(), false);
      assertThat(gradient.abs().max().item_double()).isPositive();
    }
  }

  @Test
  void plainAttentionHasASecondDerivative() {
    try (PointerScope scope = new PointerScope();
        PlainAttention plain = PlainAttention.use();
        UNet2d network = filled(SmallPipeline.unet())) {
      Tensor x = latents(1).set_requires_grad(true);
      Tensor loss = network.forward(x, TIME, text(1), Compute.REFERENCE).square().sum();
      Tensor first = gradient(loss, x, true);
      assertThat(gradient(first.square().sum(), x, false).abs().max().item_double()).isPositive();
    }
  }

  private static Tensor gradient(Tensor loss, Tensor x, boolean differentiable) {
    return grad(
            new TensorVector(loss),
            new TensorVector(x),
            new TensorVector(),
            new BoolOptional(differentiable),
            differentiable,
            false)
        .get(0);
  }

  /** As if rounded when used, but for weights that are summed before (upsampling). */
  @ParameterizedTest
  @CsvSource({"true, 0", "false, 1.5"})
  void loadedInTheFormatItComputesIn(boolean oneLevel, double share) {
    Compute half = Compute.REFERENCE.with(Precision.BFLOAT16);
    try (NoGradGuard guard = new NoGradGuard();
        PointerScope scope = new PointerScope();
        UNet2d whole = oneLevel ? SmallPipeline.oneLevel() : SmallPipeline.unet();
        UNet2d lean = oneLevel ? SmallPipeline.oneLevel() : SmallPipeline.unet()) {
      loadHalf(lean, whole);
      Tensor exact = whole.forward(latents(1), TIME, text(1), Compute.REFERENCE);
      Tensor rounded = whole.forward(latents(1), TIME, text(1), half);
      Tensor other = lean.forward(latents(1), TIME, text(1), half);
      double error = rounded.sub(exact).norm().item_double();
      assertThat(error).isPositive();
      assertThat(other.sub(oneLevel ? rounded : exact).norm().item_double())
          .isLessThanOrEqualTo(share * error);
    }
  }

  @Test
  void weightsAreThereOnceAndCannotBeTrainedInHalfPrecision() {
    try (PointerScope scope = new PointerScope();
        UNet2d whole = SmallPipeline.unet();
        UNet2d lean = SmallPipeline.unet()) {
      loadHalf(lean, whole);
      assertThat(types(lean, "down_blocks.0.resnets.0.conv1")).containsOnly(ScalarType.BFloat16);
      assertThat(types(lean, "down_blocks.0.attentions.0.proj_in"))
          .containsOnly(ScalarType.BFloat16);
      assertThat(types(lean, "down_blocks.0.resnets.0.norm1")).containsOnly(ScalarType.Float);
      assertThat(types(lean, "time_embedding")).containsOnly(ScalarType.Float);
      assertThat(types(lean, "conv_out")).containsOnly(ScalarType.Float);
      assertThatIllegalStateException()
          .isThrownBy(() -> lean.train(true))
          .withMessageContaining("was loaded in bf16; load the network in fp32 to train it");
    }
  }

  /** Loads the deterministic weights, which the other network gets as they are. */
  private void loadHalf(UNet2d network, UNet2d whole) {
    Path file = folder.resolve("unet.safetensors");
    SafetensorsWriter.write(file, SmallPipeline.tensors(whole), Map.of());
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      network.parameters().load(checkpoint, Precision.BFLOAT16).requireComplete();
    }
  }

  private static List<ScalarType> types(UNet2d network, String beginning) {
    return network.parameters().all().stream()
        .filter(parameter -> parameter.name().startsWith(beginning))
        .map(parameter -> parameter.value().scalar_type().intern())
        .toList();
  }

  @Test
  void refusesWhatIsNotForIt() {
    try (PointerScope scope = new PointerScope();
        UNet2d ofTexts = filled(SmallPipeline.unet());
        UNet2d ofImages = filled(SmallPipeline.images())) {
      Condition wide = new Condition.Text(DeterministicWeights.tensor("context", 1, 5, 16));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ofTexts.forward(latents(1), TIME, wide, Compute.REFERENCE))
          .withMessageStartingWith("this network takes texts of 12 channels per token, got [1, 5");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ofTexts.forward(latents(1), TIME, Condition.none(), Compute.REFERENCE))
          .withMessage("this network takes a text, but was given no condition");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  ofImages.forward(
                      DeterministicWeights.tensor("input", 1, 3, 16, 16),
                      TIME,
                      text(1),
                      Compute.REFERENCE))
          .withMessage("this network takes no condition, but was given a text");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  ofTexts.forward(
                      DeterministicWeights.tensor("input", 1, 4, 15, 16),
                      TIME,
                      text(1),
                      Compute.REFERENCE))
          .withMessageContaining("multiples of 2");
    }
  }
}
