package io.tweedie.models.bkse;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.clamp;
import static org.bytedeco.pytorch.global.torch.grad;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.tensor.Shape;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.parity.DeterministicWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodedBlurTest {

  private static final Shape SHAPE = new Shape(1, 128, 256);
  private static final String NAME = "deblur-nonlinear:blur.pth";

  private final PointerScope scope = new PointerScope();
  private final KernelSpaceBlur network = new KernelSpaceBlur(new BlurConfig(1, 4, 1, 1));

  EncodedBlurTest() {
    DeterministicWeights.fill(network.parameters());
  }

  @AfterEach
  void free() {
    network.close();
    scope.close();
  }

  private EncodedBlur blur(long seed) {
    return new EncodedBlur(NAME, network, SHAPE, seed);
  }

  private static Tensor images(long n) {
    return DeterministicWeights.tensor("images", SHAPE.batch(n)).mul(scalar(0.4));
  }

  @Test
  void measuresWithOneBlurThatTheSeedChooses() {
    Tensor x = images(1);
    EncodedBlur operator = blur(1);
    Tensor y = operator.apply(x);
    assertThat(y.shape()).isEqualTo(SHAPE.batch(1));
    assertThat(operator.apply(x).equal(y)).isTrue();
    assertThat(blur(1).apply(x).equal(y)).isTrue();
    assertThat(blur(2).apply(x).equal(y)).isFalse();
    assertThat(operator.name()).isEqualTo(NAME);
  }

  @Test
  void showsTheNetworkValuesFromZeroToOneAndClips() {
    Tensor x = images(1);
    Tensor code =
        new KeyedNoise(1, new long[] {0}).normal(0, "code of the blur", new Shape(32, 1, 2));
    Tensor pixels = x.add(scalar(1)).mul(scalar(0.5));
    Tensor expected = network.forward(pixels, code.mul(scalar(1.2)));
    Tensor y = blur(1).apply(x);
    Tensor clipped = clamp(expected.mul(scalar(2)).sub(scalar(1)), bound(-1), bound(1));
    assertThat(y.equal(clipped)).isTrue();
    assertThat(blur(1).apply(x.add(scalar(3))).max().item_double()).isEqualTo(1);
    assertThat(blur(1).apply(x.sub(scalar(3))).min().item_double()).isEqualTo(-1);
  }

  private static ScalarOptional bound(double value) {
    return new ScalarOptional(scalar(value));
  }

  @Test
  void measuresAnImageAloneAsInABatchWithItsGradient() {
    Tensor batch = images(2);
    Tensor together = watched(batch);
    for (long i = 0; i < 2; i++) {
      Tensor alone = watched(batch.narrow(0, i, 1).clone());
      assertThat(together.narrow(0, i, 1).equal(alone)).isTrue();
    }
  }

  private Tensor watched(Tensor batch) {
    Tensor x = batch.detach().requires_grad_(true);
    Tensor loss = blur(1).apply(x).square().sum();
    return grad(new TensorVector(loss), new TensorVector(x)).get(0);
  }

  @Test
  void hasTheGradientOfFiniteDifferences() {
    EncodedBlur operator = blur(1);
    Tensor x = images(1).to(ScalarType.Double).requires_grad_(true);
    Tensor cotangent = DeterministicWeights.tensor("cotangent", SHAPE.batch(1));
    Tensor objective = operator.apply(x).mul(cotangent).sum();
    Tensor gradient = grad(new TensorVector(objective), new TensorVector(x)).get(0);
    try (NoGradGuard noGradient = new NoGradGuard()) {
      Tensor step = DeterministicWeights.tensor("direction", SHAPE.batch(1)).mul(scalar(1e-6));
      double ahead = operator.apply(x.add(step)).mul(cotangent).sum().item_double();
      double behind = operator.apply(x.sub(step)).mul(cotangent).sum().item_double();
      double expected = (ahead - behind) / 2;
      double slope = gradient.mul(step).sum().item_double();
      assertThat(slope).isCloseTo(expected, within(1e-4 * Math.abs(expected)));
    }
  }

  @Test
  void refusesOtherShapes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EncodedBlur(NAME, network, new Shape(1, 128, 200), 1))
        .withMessageContainingAll("multiples of 128", "1 x 128 x 200");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EncodedBlur(NAME, network, new Shape(3, 128, 128), 1))
        .withMessageContainingAll("1 channels", "3 x 128 x 128");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> blur(1).apply(zeros(1, 1, 128, 128)))
        .withMessageContainingAll(NAME, "1 x 128 x 256", "[1, 1, 128, 128]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> network.forward(zeros(3, 1, 128, 128), zeros(2, 32, 1, 1)))
        .withMessageContainingAll("3 images", "2 codes");
  }

  @Test
  void loadsTheHalfOfACheckpointThatBlurs(@TempDir Path folder) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : network.parameters().all()) {
      tensors.put(parameter.name(), parameter.value());
    }
    tensors.put("kernel_extractor.model.1.weight", zeros(4, 8, 7, 7));
    Path file = folder.resolve("blur.safetensors");
    SafetensorsWriter.write(file, tensors, Map.of());
    BlurConfig config = new BlurConfig(1, 4, 1, 1);
    try (KernelSpaceBlur loaded = KernelSpaceBlur.load(file, config)) {
      Tensor x = images(1);
      Tensor y = new EncodedBlur(NAME, loaded, SHAPE, 1).apply(x);
      assertThat(y.equal(blur(1).apply(x))).isTrue();
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KernelSpaceBlur.load(file, new BlurConfig(1, 4, 1, 2)))
        .withMessageContainingAll("recon_trunk.1.conv1.weight", "another architecture");
  }
}
