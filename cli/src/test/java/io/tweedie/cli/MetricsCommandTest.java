package io.tweedie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
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
  void picturesOfDifferentSizeAreRefused() {
    Path a = Pictures.write(temp.resolve("a.png"), 3, 16, 16, 1);
    Path b = Pictures.write(temp.resolve("b.png"), 3, 16, 17, 1);

    Cli run = Cli.run("metrics", a, b);

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("16 x 16").contains("17 x 16");
  }
}
