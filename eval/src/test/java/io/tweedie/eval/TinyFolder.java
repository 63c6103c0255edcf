package io.tweedie.eval;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.make_generator_cpu;
import static org.bytedeco.pytorch.global.torch.randn;

import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.nn.Network;
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

/** A model folder with a network of random weights, for which every image is noise. */
public final class TinyFolder {

  private TinyFolder() {}

  /**
   * Writes one of images of 16 x 16.
   *
   * @param description the rest of {@code model.json}: architecture and config
   */
  public static Path write(Path models, String name, String description) throws IOException {
    Path folder = Files.createDirectories(models.resolve(name));
    Path file = folder.resolve(ModelSpec.FILE);
    Files.writeString(
        file,
        "{\"name\": \"%s\", \"image_size\": 16, \"weights\": \"w.safetensors\", %s}"
            .formatted(name, description));
    try (Network network = ModelSpec.read(file).network();
        PointerScope scope = new PointerScope()) {
      Generator generator = make_generator_cpu(name.hashCode());
      Map<String, Tensor> weights = new HashMap<>();
      for (Parameter p : network.parameters().all()) {
        Tensor random = randn(p.shape(), new GeneratorOptional(generator)).mul(scalar(0.1));
        weights.put(p.name(), p.name().endsWith("running_var") ? random.abs() : random);
      }
      SafetensorsWriter.write(folder.resolve("w.safetensors"), weights, Map.of());
    }
    return folder;
  }
}
