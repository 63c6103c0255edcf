package io.tweedie.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every format, dtype and layout against what Python put there. */
class GoldenCheckpointTest {

  static List<String> names() {
    return Golden.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void readsWhatPythonWrote(String file) {
    JsonNode expected = Golden.expected(file).get("tensors");
    try (Checkpoint checkpoint = Checkpoint.open(Golden.file(file))) {
      List<String> names = Golden.stream(expected.fieldNames()).toList();
      assertThat(checkpoint.tensors().keySet()).containsExactlyInAnyOrderElementsOf(names);
      // The official safetensors writer sorts; torch keeps the order of the dictionary.
      if (!file.endsWith(".safetensors")) {
        assertThat(checkpoint.tensors().keySet()).containsExactlyElementsOf(names);
      }
      for (String name : names) {
        requireEqual(checkpoint, name, expected.get(name));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void readsTheMetadata(String file) {
    JsonNode expected = Golden.expected(file).get("metadata");
    try (Checkpoint checkpoint = Checkpoint.open(Golden.file(file))) {
      for (String name : Golden.stream(expected.fieldNames()).toList()) {
        assertThat(checkpoint.metadata()).containsEntry(name, expected.get(name).asText());
      }
      if (expected.isEmpty()) {
        assertThat(checkpoint.metadata()).isEmpty();
      }
    }
  }

  private static void requireEqual(Checkpoint checkpoint, String name, JsonNode expected) {
    DType dtype = DType.valueOf(expected.get("dtype").asText().toUpperCase(Locale.ROOT));
    List<Long> shape =
        Golden.stream(expected.get("shape").elements()).map(JsonNode::asLong).toList();
    double[] values =
        Golden.stream(expected.get("values").elements()).mapToDouble(JsonNode::asDouble).toArray();
    TensorInfo info = checkpoint.tensors().get(name);
    assertThat(info).isEqualTo(new TensorInfo(dtype, shape, (long) values.length * dtype.bytes()));
    try (Tensor tensor = checkpoint.read(name)) {
      assertThat(tensor.scalar_type().intern()).isEqualTo(dtype.scalarType());
      assertThat(tensor.shape())
          .containsExactly(shape.stream().mapToLong(Long::longValue).toArray());
      assertThat(tensor.is_contiguous()).isTrue();
      assertThat(Values.of(tensor)).as(name).containsExactly(values);
    }
  }
}
