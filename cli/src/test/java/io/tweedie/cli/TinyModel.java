package io.tweedie.cli;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.make_generator_cpu;
import static org.bytedeco.pytorch.global.torch.randn;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.nn.Network;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.prior.ModelSpec;
import io.tweedie.zoo.Zoo;
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
public final class TinyModel {

  public static final String FLAGS =
      """
      {"image_size": 16, "num_channels": 32, "num_res_blocks": 1, "channel_mult": "1,1",
       "attention_resolutions": "8", "num_heads": 1, "learn_sigma": true}
      """;

  private static final ObjectMapper JSON = new ObjectMapper();

  private TinyModel() {}

  /** Writes {@code model.json} and weights into a folder. */
  public static Path in(Path folder) throws IOException {
    return write(
        folder,
        """
        {"name": "tiny", "summary": "of no use", "architecture": "adm", "config": %s,
         "weights": "weights.safetensors"}
        """
            .formatted(FLAGS));
  }

  /** One that says that it looks no further than 16 pixels. */
  public static Path nearsighted(Path folder) throws IOException {
    return write(
        folder,
        """
        {"name": "tiny", "architecture": "adm", "config": %s, "tile_margin": 16,
         "weights": "weights.safetensors"}
        """
            .formatted(FLAGS));
  }

  /** One of gray pictures in three classes, trained with and without them as it were. */
  public static Path ofClasses(Path folder) throws IOException {
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

  /** A classifier of those, under noise. */
  public static Path classifier(Path folder) throws IOException {
    return write(
        folder,
        """
        {"name": "tiny-classifier", "architecture": "adm-classifier", "image_size": 16,
         "config": {"image_size": 16, "in_channels": 1, "classifier_width": 32,
           "classifier_depth": 1, "channel_mult": "1,1", "classifier_attention_resolutions": "8",
           "num_head_channels": 32, "out_channels": 3},
         "weights": "weights.safetensors"}
        """);
  }

  /** A classifier of those that knows clean ones only. */
  public static Path cleanClassifier(Path folder) throws IOException {
    return write(
        folder,
        """
        {"name": "tiny-clean", "architecture": "cifar-resnet", "image_size": 16,
         "config": {"in_channels": 1, "block": "basic", "blocks": [1, 1], "width": 4,
           "out_channels": 3, "mean": [0.5], "std": [0.5]},
         "weights": "weights.safetensors"}
        """);
  }

  /** The one of {@link #in}, with which no settings were tuned. */
  public static Path untuned(Path folder) throws IOException {
    Path file = in(folder).resolve("model.json");
    ObjectNode description = (ObjectNode) JSON.readTree(file.toFile());
    description.remove("tuned");
    JSON.writeValue(file.toFile(), description);
    return folder;
  }

  private static Path write(Path folder, String description) throws IOException {
    Files.createDirectories(folder);
    // With the settings of the model that ships, which take few steps.
    ObjectNode tuned = (ObjectNode) JSON.readTree(description);
    Path photos = Zoo.folder("photos").resolve(ModelSpec.FILE);
    tuned.set("tuned", JSON.readTree(photos.toFile()).get("tuned"));
    JSON.writeValue(folder.resolve("model.json").toFile(), tuned);
    ModelSpec spec = ModelSpec.read(folder.resolve("model.json"));
    try (Network network = spec.network();
        PointerScope scope = new PointerScope()) {
      Generator generator = make_generator_cpu(3);
      Map<String, Tensor> weights = new HashMap<>();
      for (Parameter parameter : network.parameters().all()) {
        Tensor random = randn(parameter.shape(), new GeneratorOptional(generator));
        weights.put(parameter.name(), value(parameter, random));
      }
      SafetensorsWriter.write(folder.resolve("weights.safetensors"), weights, Map.of());
    }
    return folder;
  }

  /** A classifier that batch-normalises keeps its images apart, and what is noise stays faint. */
  private static Tensor value(Parameter parameter, Tensor random) {
    String name = parameter.name();
    if (name.endsWith("running_var") || name.contains("bn") && name.endsWith("weight")) {
      return random.mul(scalar(0)).add(scalar(1));
    }
    boolean ofClassifier = name.startsWith("layer") || name.matches("(conv1|linear)\\.weight");
    return random.mul(scalar(ofClassifier ? 0.5 : 0.05));
  }
}
