package io.tweedie.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.cli.Cli;
import io.tweedie.cli.Pictures;
import io.tweedie.cli.TinyModel;
import io.tweedie.eval.metric.LpipsWeights;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.lpips.Backbone;
import io.tweedie.models.lpips.LpipsNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsCommandTest {

  @TempDir Path temp;

  @Test
  void pairsFoldersByName() throws IOException {
    Pictures.write(temp.resolve("reference/a.png"), 3, 16, 16, 1);
    Pictures.write(temp.resolve("reference/b.png"), 3, 16, 16, 2);
    Pictures.write(temp.resolve("reference/alone.png"), 3, 16, 16, 2);
    Pictures.write(temp.resolve("result/a.restored.png"), 3, 16, 16, 3);
    Pictures.write(temp.resolve("result/a.panel.png"), 3, 40, 50, 3);
    Pictures.write(temp.resolve("result/b.png"), 3, 16, 16, 4);

    Cli run = Cli.run("metrics", temp.resolve("reference"), temp.resolve("result"), "--json");

    assertThat(run.exit()).isZero();
    JsonNode json = new ObjectMapper().readTree(run.out());
    double a = json.at("/pairs/0/metrics/psnr").asDouble();
    double b = json.at("/pairs/1/metrics/psnr").asDouble();
    assertThat(json.at("/pairs")).hasSize(2);
    // Two independent uniform pictures differ by 1/6 of the squared range in the mean.
    assertThat(a).isBetween(7.0, 8.6);
    assertThat(json.at("/mean/psnr").asDouble()).isEqualTo((a + b) / 2);
    assertThat(run.err()).contains("1 of 3 pictures");
  }

  @Test
  void aPictureIsPerfectBesideItself() {
    Path picture = Pictures.write(temp.resolve("a.png"), 3, 16, 16, 1);

    assertThat(Cli.run("metrics", picture, picture).out()).contains("psnr Infinity, ssim 1.000");
  }

  @Test
  void tellsHowVisibleTilesAre() throws IOException {
    Pictures.write(temp.resolve("pictures/a.png"), 3, 24, 40, 1);
    Pictures.write(temp.resolve("pictures/b.png"), 3, 24, 40, 2);

    Cli run = Cli.run("metrics", temp.resolve("pictures"), "--seams", "8", "--json");

    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(run.out());
    double a = json.at("/seams/a.png").asDouble();
    assertThat(a).isBetween(0.9, 1.1);
    assertThat(json.at("/mean").asDouble()).isEqualTo((a + json.at("/seams/b.png").asDouble()) / 2);
    assertThat(Cli.run("metrics", temp, "--seams", "8,9").err()).contains("stride of 1 to 8");
    assertThat(Cli.run("metrics", temp, temp, "--seams", "8").err()).contains("no RESULT");
  }

  @Test
  void measuresLpipsByTheWeightsThatItIsGiven() throws IOException {
    Path a = Pictures.write(temp.resolve("a.png"), 3, 20, 20, 1);
    Path b = Pictures.write(temp.resolve("b.png"), 3, 20, 20, 2);
    Path weights = writeWeights();

    Cli run = Cli.run("metrics", a, b, "--lpips-weights", weights, "--json");

    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertThat(json.at("/pairs/0/metrics/lpips").asDouble()).isPositive();
    assertThat(json.at("/mean/lpips").asDouble())
        .isEqualTo(json.at("/pairs/0/metrics/lpips").asDouble());
    assertThat(json.path("lpips").asText()).startsWith("SqueezeNet 1.1");
    assertThat(Cli.run("metrics", a, a, "--lpips-weights", weights).out())
        .contains("ssim 1.000, lpips 0.000");
  }

  @Test
  void withoutWeightsItSaysHowToGetLpips() throws IOException {
    assumeThat(LpipsWeights.ofUser().find()).isEmpty();
    Path a = Pictures.write(temp.resolve("a.png"), 3, 32, 32, 1);

    assertThat(Cli.run("metrics", a, a).out())
        .contains("lpips: not measured: needs the weights of AlexNet", "get https://");
    JsonNode json = new ObjectMapper().readTree(Cli.run("metrics", a, a, "--json").out());
    assertThat(json.path("lpips").asText()).startsWith("not measured: needs");
    assertThat(json.at("/pairs/0/metrics").has("lpips")).isFalse();
    assertThat(json.path("mean").has("lpips")).isFalse();
  }

  @Test
  void weightsThatAreNotThereOrDoNotFitAreRefused() throws IOException {
    Path a = Pictures.write(temp.resolve("a.png"), 3, 32, 32, 1);

    Cli missing = Cli.run("metrics", a, a, "--lpips-weights", temp.resolve("no.pth"));
    assertThat(missing.exit()).isEqualTo(1);
    assertThat(missing.err()).contains("no.pth", "get https://download.pytorch.org");

    Path model = TinyModel.in(temp.resolve("model")).resolve("weights.safetensors");
    Cli other = Cli.run("metrics", a, a, "--lpips-weights", model);
    assertThat(other.exit()).isEqualTo(1);
    assertThat(other.err()).contains("AlexNet", "VGG16", "SqueezeNet", "features.0.weight");
  }

  @Test
  void aMeanIsOfAllPairsOrOfNone() throws IOException {
    Pictures.write(temp.resolve("reference/a.png"), 3, 16, 16, 1);
    Pictures.write(temp.resolve("reference/b.png"), 3, 10, 10, 2);
    Pictures.write(temp.resolve("result/a.png"), 3, 16, 16, 3);
    Pictures.write(temp.resolve("result/b.png"), 3, 10, 10, 4);

    Cli run = Cli.run("metrics", temp.resolve("reference"), temp.resolve("result"), "--json");

    JsonNode json = new ObjectMapper().readTree(run.out());
    assertThat(json.at("/pairs/0/metrics").has("ssim")).isTrue();
    assertThat(json.path("mean").has("psnr")).isTrue();
    assertThat(json.path("mean").has("ssim")).isFalse();
  }

  private Path writeWeights() {
    Path file = temp.resolve("squeeze.safetensors");
    try (LpipsNetwork network = new LpipsNetwork(Backbone.SQUEEZE)) {
      network.parameters().initialize(1);
      Map<String, Tensor> weights = new LinkedHashMap<>();
      network.parameters().all().forEach(p -> weights.put(p.name(), p.value()));
      SafetensorsWriter.write(file, weights, Map.of());
      return file;
    }
  }

  @Test
  void picturesOfDifferentSizeAreRefused() {
    Path a = Pictures.write(temp.resolve("a.png"), 3, 16, 16, 1);
    Path b = Pictures.write(temp.resolve("b.png"), 3, 16, 17, 1);

    Cli run = Cli.run("metrics", a, b);

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("16 x 16").contains("17 x 16");
  }
}
