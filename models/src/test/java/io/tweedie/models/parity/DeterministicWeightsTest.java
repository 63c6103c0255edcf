package io.tweedie.models.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** The stream is the one of the scripts, digit by digit. */
class DeterministicWeightsTest {

  private final JsonNode golden;

  DeterministicWeightsTest() throws IOException {
    golden = new ObjectMapper().readTree(Goldens.file("deterministic.json").toFile());
  }

  @Test
  void uniform() {
    for (var stream : golden.get("uniform").properties()) {
      String name = stream.getKey();
      double[] first =
          IntStream.range(0, 4).mapToDouble(i -> DeterministicWeights.uniform(name, i)).toArray();
      assertThat(first).containsExactly(numbers(stream.getValue().get("first")));
      // Multiples of 2^-32 up to 2^17 in all: a double holds their sum exactly.
      double sum =
          IntStream.range(0, 100_000).mapToDouble(i -> DeterministicWeights.uniform(name, i)).sum();
      assertThat(sum).isCloseTo(stream.getValue().get("sum_of_100000").asDouble(), within(0.0));
    }
  }

  @Test
  void tensor() {
    for (var stream : golden.get("tensor").properties()) {
      try (PointerScope scope = new PointerScope()) {
        assertThat(first(DeterministicWeights.tensor(stream.getKey(), 4)))
            .containsExactly(numbers(stream.getValue()));
      }
    }
  }

  @Test
  void parameter() {
    for (JsonNode parameter : golden.get("parameter")) {
      long[] shape =
          IntStream.range(0, parameter.get("shape").size())
              .mapToLong(i -> parameter.get("shape").get(i).asLong())
              .toArray();
      try (PointerScope scope = new PointerScope()) {
        Tensor value = DeterministicWeights.parameter(parameter.get("name").asText(), shape);
        assertThat(value.shape()).containsExactly(shape);
        assertThat(first(value)).containsExactly(numbers(parameter.get("first")));
      }
    }
  }

  private static double[] first(Tensor tensor) {
    float[] values = new float[4];
    tensor.data_ptr_float().get(values);
    return IntStream.range(0, 4).mapToDouble(i -> values[i]).toArray();
  }

  private static double[] numbers(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }
}
