package io.tweedie.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.adm.AdmConfig;
import io.tweedie.models.adm.AdmUNet;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.parity.DeterministicWeights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network whose weights went through a file of torch.save, of either kind, is the same. */
class TorchNetworkTest {

  private static final AdmConfig SMALL =
      new AdmConfig(
          16, 3, 32, 1, "1,2", "8", 1, 16, -1, true, true, true, false, 0, false, null, true, true,
          "group", null, null);

  @TempDir private Path folder;

  @Test
  void aNetworkSurvivesTheZip() throws IOException {
    try (AdmUNet network = filled()) {
      assertSurvives(network, TorchBytes.zip(pickle(network), storage(network)));
    }
  }

  @Test
  void aNetworkSurvivesTheStream() throws IOException {
    try (AdmUNet network = filled()) {
      long elements = network.parameters().elements();
      assertSurvives(network, TorchBytes.stream(pickle(network), elements, storage(network)));
    }
  }

  private void assertSurvives(AdmUNet network, byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("network.pt"), bytes);
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard();
        Checkpoint checkpoint = Checkpoint.open(file);
        AdmUNet other = new AdmUNet(SMALL)) {
      other.parameters().load(checkpoint).requireComplete();
      assertThat(run(other).equal(run(network))).isTrue();
    }
  }

  private static AdmUNet filled() {
    AdmUNet network = new AdmUNet(SMALL);
    DeterministicWeights.fill(network.parameters());
    return network;
  }

  /** All parameters one after another in one storage. */
  private static byte[] pickle(AdmUNet network) {
    PickleBytes pickle = new PickleBytes().dict();
    long offset = 0;
    for (Parameter parameter : network.parameters().all()) {
      pickle
          .text(parameter.name())
          .tensor(
              network.parameters().elements(),
              offset,
              parameter.shape(),
              strides(parameter.shape()))
          .set();
      offset += parameter.elements();
    }
    return pickle.end();
  }

  private static long[] strides(long[] shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= shape[i];
    }
    return strides;
  }

  private static byte[] storage(AdmUNet network) {
    int bytes = Math.toIntExact(Float.BYTES * network.parameters().elements());
    ByteBuffer storage = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (Parameter parameter : network.parameters().all()) {
      float[] values = new float[Math.toIntExact(parameter.elements())];
      parameter.value().data_ptr_float().get(values);
      for (float value : values) {
        storage.putFloat(value);
      }
    }
    return storage.array();
  }

  private static Tensor run(AdmUNet network) {
    Tensor x = DeterministicWeights.tensor("input", 1, 3, 16, 16);
    return network.forward(x, new double[] {417}, Condition.none(), Compute.REFERENCE);
  }
}
