package io.tweedie.restore;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.make_generator_cpu;
import static org.bytedeco.pytorch.global.torch.rand;

import io.tweedie.core.tensor.Backend;
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
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;

/** Folders of models with a small network of random weights. */
final class TinyModel {

  private TinyModel() {}

  /** Of colour images of any size. */
  static Path in(Path folder) throws IOException {
    return write(
        folder,
        """
        {"name": "tiny", "architecture": "adm", "weights": "weights.safetensors",
         "config": {"image_size": 16, "num_channels": 32, "num_res_blocks": 1,
           "channel_mult": "1,1", "attention_resolutions": "8", "num_heads": 1,
           "learn_sigma": true}}
        """);
  }

  /** Of gray images of 16 x 16 in three classes, trained with and without them as it were. */
  static Path ofClasses(Path folder) throws IOException {
    return write(
        folder,
        """
        {"name": "tiny-classes", "architecture": "adm", "image_size": 16, "null_label": 3,
         "config": {"image_size": 16, "in_channels": 1, "num_channels": 32, "num_res_blocks": 1,
           "channel_mult": "1,1", "attention_resolutions": "8", "num_heads": 1,
           "class_cond": true, "num_classes": 4, "learn_sigma": true},
         "weights": "weights.safetensors"}
        """);
  }

  private static Path write(Path folder, String description) throws IOException {
    Backend.initialize();
    Files.createDirectories(folder);
    Path file = Files.writeString(folder.resolve(ModelSpec.FILE), description);
    try (PointerScope scope = new PointerScope();
        DenoisingNetwork network = ModelSpec.read(file).denoisingNetwork()) {
      network.parameters().initialize(3);
      Map<String, Tensor> weights = new HashMap<>();
      for (Parameter parameter : network.parameters().all()) {
        weights.put(
            parameter.name(),
            rand(parameter.shape(), new GeneratorOptional(make_generator_cpu(3))).mul(scalar(0.1)));
      }
      SafetensorsWriter.write(folder.resolve("weights.safetensors"), weights, Map.of());
    }
    return folder;
  }
}
