package io.tweedie.models.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.core.tensor.Precision;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.CheckpointException;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.diffusers.CompVisCheckpoint;
import io.tweedie.models.diffusers.FolderCheck.Finding;
import io.tweedie.models.diffusers.FolderCheck.State;
import io.tweedie.models.diffusers.NetworkFiles;
import io.tweedie.models.nn.LoadReport;
import io.tweedie.models.nn.Network;
import io.tweedie.models.nn.Parameter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names of CompVis, of which the converter of diffusers says what they mean. */
class CompVisParityTest {

  @TempDir private Path folder;

  private static JsonNode golden() throws IOException {
    Path file = Goldens.file("diffusers/compvis.json.gz");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return new ObjectMapper().readTree(in);
    }
  }

  /** All networks in one file, as the authors' trainer saves it or without its frame. */
  private Path write(JsonNode golden, String frame) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (JsonNode part : golden.get("names")) {
      part.properties()
          .forEach(
              pair ->
                  tensors.put(
                      frame + pair.getKey(),
                      DeterministicWeights.parameter(
                          pair.getValue().get(0).asText(), longs(pair.getValue().get(1)))));
    }
    tensors.put(frame + "model_ema.decay", DeterministicWeights.tensor("decay", 1));
    tensors.put(
        frame + "cond_stage_model.transformer.text_model.final_layer_norm.bias",
        DeterministicWeights.tensor("bias", 4));
    Path file = folder.resolve("sd-v1.ckpt");
    SafetensorsWriter.write(file, tensors, Map.of());
    return file;
  }

  private static long[] longs(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToLong(JsonNode::asLong).toArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "state_dict."})
  void weightsComeToTheirPlaces(String frame) throws IOException {
    JsonNode golden = golden();
    try (PointerScope scope = new PointerScope()) {
      CompVisCheckpoint file = new CompVisCheckpoint(write(golden, frame));
      assertFilled(file.unet(golden.get("unet")));
      assertFilled(file.autoencoder(golden.get("vae")));
      try (Checkpoint all = Checkpoint.open(file.file())) {
        assertThat(CompVisCheckpoint.isOne(all)).isTrue();
        assertThat(CompVisCheckpoint.textEncoder(all).tensors().keySet())
            .containsExactly("text_model.final_layer_norm.bias");
      }
    }
  }

  private static void assertFilled(NetworkFiles files) {
    try (Network network = files.load(Network.class, Precision.FLOAT32)) {
      for (Parameter parameter : network.parameters().all()) {
        Tensor expected = DeterministicWeights.parameter(parameter.name(), parameter.shape());
        assertThat(parameter.value().equal(expected)).as(parameter.name()).isTrue();
      }
    }
  }

  @Test
  void aNetworkOfAnotherSizeIsNotTaken() throws IOException {
    try (PointerScope scope = new PointerScope()) {
      CompVisCheckpoint file = new CompVisCheckpoint(write(golden(), ""));
      LoadReport report = file.unet().compare();
      assertThat(report.missing()).isEmpty();
      assertThat(report.unexpected()).isEmpty();
      assertThat(report.misfits()).isNotEmpty();
      assertThat(file.check())
          .extracting(Finding::part, Finding::state)
          .containsExactly(
              tuple("unet", State.WRONG),
              tuple("vae", State.WRONG),
              tuple("text_encoder", State.THERE));
    }
  }

  @Test
  void twoTensorsOfOneName() {
    try (PointerScope scope = new PointerScope()) {
      Path file = folder.resolve("twice.safetensors");
      String place = "first_stage_model.decoder.";
      SafetensorsWriter.write(
          file,
          Map.of(
              place + "norm_out.bias", DeterministicWeights.tensor("a", 4),
              place + "conv_norm_out.bias", DeterministicWeights.tensor("b", 4)),
          Map.of());
      assertThatThrownBy(() -> new CompVisCheckpoint(file).autoencoder().compare())
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("are both")
          .hasMessageContaining("decoder.conv_norm_out.bias");
    }
  }
}
