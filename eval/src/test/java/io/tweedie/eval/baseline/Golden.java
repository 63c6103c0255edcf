package io.tweedie.eval.baseline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.Inpainting;
import io.tweedie.core.tensor.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/** A picture, a mask, and what scikit-image and SciPy made of them. */
record Golden(String name, JsonNode json) {

  private static final Path FOLDER = Path.of("../parity/golden/baselines");

  static Golden read(String name) {
    try {
      return new Golden(name, new ObjectMapper().readTree(FOLDER.resolve(name + ".json").toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Measurement measurement() {
    Tensor mask = tensor("known");
    Tensor image = tensor("image");
    return new Measurement(image, Inpainting.of(Shape.of(image), mask), new Noise.None());
  }

  boolean missing(int pixel) {
    return json.get("known").get(pixel).asInt() == 0;
  }

  double[] values(String key) {
    JsonNode array = json.get(key);
    return IntStream.range(0, array.size()).mapToDouble(i -> array.get(i).asDouble()).toArray();
  }

  private Tensor tensor(String key) {
    double[] values = values(key);
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return Tensor.create(floats, 1, 1, json.get("height").asInt(), json.get("width").asInt());
  }

  @Override
  public String toString() {
    return name;
  }
}
