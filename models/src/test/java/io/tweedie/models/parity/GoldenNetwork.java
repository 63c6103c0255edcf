package io.tweedie.models.parity;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.models.nn.Parameters;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;

/** What a golden says of a network: its flags and its parameters. */
record GoldenNetwork(JsonNode description) {

  // Published flags also say how to sample and to save memory, which is no matter of the network.
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  static GoldenNetwork parse(String json) {
    try {
      return new GoldenNetwork(JSON.readTree(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static GoldenNetwork unzip(Path file) {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return new GoldenNetwork(JSON.readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Class name in the reference. */
  String model() {
    return description.get("model").asText();
  }

  <T> T config(Class<T> type) {
    return JSON.convertValue(description.get("config"), type);
  }

  JsonNode config() {
    return description.get("config");
  }

  long[] inputShape(String name) {
    return longs(description.get("inputs").get(name));
  }

  double inputScale() {
    return description.get("input_scale").asDouble();
  }

  /** Names and shapes of all parameters, in order. */
  List<String> parameters() {
    return StreamSupport.stream(description.get("parameters").spliterator(), false)
        .map(p -> p.get(0).asText() + " " + Arrays.toString(longs(p.get(1))))
        .toList();
  }

  /** The same of one of our networks. */
  static List<String> declared(Parameters parameters) {
    return parameters.all().stream().map(p -> p.name() + " " + Arrays.toString(p.shape())).toList();
  }

  private static long[] longs(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToLong(JsonNode::asLong).toArray();
  }
}
