package io.tweedie.demo.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tweedie.core.random.KeyedNoise;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.prior.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GanTest {

  @TempDir Path temp;

  private void describe(String architecture, String config) throws IOException {
    Files.writeString(
        temp.resolve("model.json"),
        """
        {"name": "tiny", "architecture": "%s", "weights": "w.safetensors", "config": %s}
        """
            .formatted(architecture, config));
  }

  @Test
  void drawsFromHalfPrecisionImagesThatDependOnTheirNumberOnly() throws IOException {
    describe("dcgan", "{\"image_size\": 8, \"channels\": 1, \"latent\": 3, \"width\": 4}");
    try (Generator generator = new Generator(new DcganConfig(8, 1, 3, 4));
        PointerScope scope = new PointerScope()) {
      generator.parameters().initialize(1);
      Map<String, Tensor> halves = new HashMap<>();
      generator
          .parameters()
          .all()
          .forEach(p -> halves.put(p.name(), p.value().to(ScalarType.Half)));
      SafetensorsWriter.write(temp.resolve("w.safetensors"), halves, Map.of());
    }
    try (Gan gan = Gan.load(temp);
        PointerScope scope = new PointerScope()) {
      Tensor three = gan.draw(new KeyedNoise(1, new long[] {4, 5, 6}));
      Tensor one = gan.draw(new KeyedNoise(1, new long[] {5}));

      assertThat(three.shape()).containsExactly(3, 1, 8, 8);
      assertThat(three.narrow(0, 1, 1).sub(one).abs().max().item_double()).isLessThan(1e-5);
      assertThat(three.narrow(0, 2, 1).sub(one).abs().max().item_double()).isGreaterThan(1e-3);
    }
    assertThatThrownBy(() -> Model.load(temp))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is the generator of a GAN; it can denoise no images");
  }

  @Test
  void refusesWhatIsNoGenerator() throws IOException {
    describe(
        "adm",
        "{\"image_size\": 8, \"num_channels\": 32, \"num_res_blocks\": 1, \"channel_mult\":"
            + " \"1\"}");
    assertThatThrownBy(() -> Gan.load(temp))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tiny is of architecture adm");
  }
}
