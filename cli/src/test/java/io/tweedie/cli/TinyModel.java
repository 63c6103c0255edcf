package io.tweedie.cli;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.make_generator_cpu;
import static org.bytedeco.pytorch.global.torch.randn;

import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.nn.DenoisingNetwork;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.prior.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;

/** A model folder with a small network of random weights, for which every image is noise. */
final class TinyModel {

  static final String FLAGS =
      """
      {"image_size": 16, "num_channels": 32, "num_res_blocks": 1, "channel_mult": "1,1",
       "attention_resolutions": "8", "num_heads": 1, "learn_sigma": true}
      """;

  private TinyModel() {}

  /** Writes {@code model.json} and weights into a folder. */
  static Path in(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("model.json"),
        """
        {"name": "tiny", "summary": "of no use", "architecture": "adm", "config": %s,
         "weights": "weights.safetensors"}
        """
            .formatted(FLAGS));
    ModelSpec spec = ModelSpec.read(folder.resolve("model.json"));
    try (DenoisingNetwork network = spec.network();
        PointerScope scope = new PointerScope()) {
      Generator generator = make_generator_cpu(3);
      Map<String, Tensor> weights = new HashMap<>();
      for (Parameter parameter : network.parameters().all()) {
        Tensor random = randn(parameter.shape(), new GeneratorOptional(generator));
        weights.put(parameter.name(), random.mul(scalar(0.05)));
      }
      SafetensorsWriter.write(folder.resolve("weights.safetensors"), weights, Map.of());
    }
    return folder;
  }
}
