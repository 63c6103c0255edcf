package io.tweedie.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LpipsWeightsTest {

  @TempDir Path home;

  private Path file(String name) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.createFile(file);
  }

  @Test
  void withoutAFileItSaysWhatIsMissingWhereToGetItAndWhereToPutIt() {
    LpipsWeights weights = new LpipsWeights(Map.of(), home);
    assertThat(weights.find()).isEmpty();
    assertThat(weights.advice())
        .contains("AlexNet", "get https://download.pytorch.org/models/alexnet-owt-7be5be79.pth")
        .contains("put it at ~/.cache/tweedie/lpips/alexnet-owt-7be5be79.pth")
        .contains("--lpips-weights", "TWEEDIE_LPIPS_WEIGHTS");
  }

  @Test
  void whatTheAdviceSaysIsFoundAndAlexNetFirst() throws IOException {
    LpipsWeights weights = new LpipsWeights(Map.of(), home);
    Path squeeze = file(".cache/tweedie/lpips/squeezenet1_1-b8a52dc0.pth");
    assertThat(weights.find()).contains(squeeze);
    Path alex = file(".cache/tweedie/lpips/alexnet-owt-7be5be79.pth");
    assertThat(weights.find()).contains(alex);
  }

  @Test
  void theCacheFolderMayBeElsewhere() throws IOException {
    Path cache = home.resolve("elsewhere");
    LpipsWeights weights =
        new LpipsWeights(Map.of("XDG_CACHE_HOME", cache.toString()), home.resolve("user"));
    assertThat(weights.advice()).contains(cache.resolve("tweedie/lpips").toString());
    Path vgg = file("elsewhere/tweedie/lpips/vgg16-397923af.pth");
    assertThat(weights.find()).contains(vgg);
  }

  @Test
  void theVariableGoesFirstAndMustBeRight() throws IOException {
    file(".cache/tweedie/lpips/alexnet-owt-7be5be79.pth");
    Path own = file("own.safetensors");
    assertThat(new LpipsWeights(Map.of(LpipsWeights.VARIABLE, own.toString()), home).find())
        .contains(own);
    LpipsWeights wrong =
        new LpipsWeights(Map.of(LpipsWeights.VARIABLE, home.resolve("no.pth").toString()), home);
    assertThatIllegalArgumentException()
        .isThrownBy(wrong::find)
        .withMessageContainingAll("TWEEDIE_LPIPS_WEIGHTS", "no.pth", "get https://");
  }
}
