package io.tweedie.models.prior;

import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.nn.DenoisingNetwork;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.parity.DeterministicWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedModelTest {

  private static final NoiseLevel LEVEL = NoiseSchedule.linear(1000).level(400);

  @TempDir Path folder;

  private Path model(int margin) throws IOException {
    String json =
        """
        {"name": "tiny", "architecture": "adm", "weights": "weights.safetensors",
         "config": {"image_size": 16, "num_channels": 4, "num_res_blocks": 1,
           "channel_mult": "1,1,1", "attention_resolutions": "", "middle_attention": false,
           "norm": "pixel", "patch": 2, "detail_channels": 3}, "tile_margin": %d}
        """
            .formatted(margin);
    Path file = Files.writeString(folder.resolve(ModelSpec.FILE), json);
    try (DenoisingNetwork network = ModelSpec.read(file).denoisingNetwork();
        PointerScope scope = new PointerScope()) {
      DeterministicWeights.fill(network.parameters());
      SafetensorsWriter.write(
          folder.resolve("weights.safetensors"),
          network.parameters().all().stream()
              .collect(Collectors.toMap(Parameter::name, Parameter::value)),
          Map.of());
      assertThat(network.reach().orElseThrow() % network.sizeMultiple()).isNotZero();
      return folder;
    }
  }

  /** Whatever the margin is, tiles begin where the whole image is halved. */
  @Test
  void tilesWithAMarginAsWideAsTheNetworkLooksGiveTheWhole() throws IOException {
    try (Model narrow = Model.load(model(0));
        Model wide = Model.load(model(narrow.network().reach().orElseThrow()));
        Model whole = Model.load(model(1000));
        PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor x = DeterministicWeights.tensor("input", 1, 3, 13, 700);
      Tensor expected = predicted(whole, x);
      assertThat(predicted(wide, x).sub(expected).abs().max().item_double()).isLessThan(1e-5);
      assertThat(predicted(narrow, x).sub(expected).abs().max().item_double()).isGreaterThan(1e-2);
    }
  }

  private static Tensor predicted(Model model, Tensor x) {
    return model.prepare(Compute.REFERENCE).denoiser().predict(x, LEVEL).output();
  }
}
