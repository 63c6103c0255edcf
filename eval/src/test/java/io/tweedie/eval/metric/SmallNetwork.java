package io.tweedie.eval.metric;

import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.lpips.Backbone;
import io.tweedie.models.lpips.LpipsNetwork;
import io.tweedie.models.nn.Parameter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** The smallest network of LPIPS, with random weights. */
public final class SmallNetwork {

  private SmallNetwork() {}

  /** The network. */
  static LpipsNetwork create() {
    LpipsNetwork network = new LpipsNetwork(Backbone.SQUEEZE);
    network.parameters().initialize(1);
    return network;
  }

  /** Writes its weights. */
  public static Path write(Path file) {
    try (LpipsNetwork network = create()) {
      Map<String, Tensor> weights = new LinkedHashMap<>();
      for (Parameter parameter : network.parameters().all()) {
        weights.put(parameter.name(), parameter.value());
      }
      SafetensorsWriter.write(file, weights, Map.of());
      return file;
    }
  }
}
