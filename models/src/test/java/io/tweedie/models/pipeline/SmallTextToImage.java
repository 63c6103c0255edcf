package io.tweedie.models.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.clip.ClipTextConfig;
import io.tweedie.models.clip.ClipTextModel;
import io.tweedie.models.diffusers.AutoencoderConfig;
import io.tweedie.models.diffusers.AutoencoderKl;
import io.tweedie.models.diffusers.UNet2d;
import io.tweedie.models.diffusers.UNet2dConfig;
import io.tweedie.models.nn.Parameters;
import io.tweedie.models.parity.DeterministicWeights;
import io.tweedie.models.parity.Goldens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/** The folder of parity/make_pipeline.py with its weights. */
final class SmallTextToImage {

  private SmallTextToImage() {}

  static Path in(Path folder) throws IOException {
    Path source = Goldens.file("pipeline/folder");
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Path target = folder.resolve(source.relativize(file));
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
    try (UNet2d unet = new UNet2d(UNet2dConfig.ofTexts(config(folder, "unet"), "unet"));
        AutoencoderKl vae =
            new AutoencoderKl(AutoencoderConfig.read(config(folder, "vae"), "vae"));
        ClipTextModel text =
            new ClipTextModel(ClipTextConfig.read(config(folder, "text_encoder"), "text"))) {
      write(folder.resolve("unet/diffusion_pytorch_model.safetensors"), unet.parameters());
      write(folder.resolve("vae/diffusion_pytorch_model.safetensors"), vae.parameters());
      write(folder.resolve("text_encoder/model.safetensors"), text.parameters());
    }
    return folder;
  }

  private static JsonNode config(Path folder, String part) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(part + "/config.json").toFile());
  }

  private static void write(Path file, Parameters parameters) {
    DeterministicWeights.fill(parameters);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    parameters.all().forEach(p -> tensors.put(p.name(), p.value()));
    SafetensorsWriter.write(file, tensors, Map.of());
  }
}
