package io.tweedie.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.restore.spec.ComputeSpec;
import io.tweedie.restore.spec.ModelChoice;
import io.tweedie.restore.spec.PriorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsTest {

  @TempDir Path temp;

  @Test
  void aModelThatShipsIsFoundWithWhatWasTunedForIt() throws IOException {
    try (ModelPrior photos = Models.named("photos")) {
      assertThat(photos.name()).isEqualTo("photos");
      assertThat(photos.channels()).isEqualTo(3);
      assertThat(photos.side()).isEmpty();
      assertThat(photos.reach()).contains(96);
      assertThat(photos.tuned().rows()).isNotEmpty();
    }
  }

  @Test
  void aFolderIsAModelWhoseWeightsAreReadWhenTheyAreAskedFor() throws IOException {
    Path folder = TinyModel.in(temp);
    PriorSpec said = PriorSpec.named(folder.toString());
    try (ModelPrior prior = Models.open(said.with(new ComputeSpec("fp32", null, null, null)))) {
      assertThat(prior.tuned().rows()).isEmpty();
      assertThat(prior.description()).containsEntry("precision", "fp32");
      assertThat(prior.fingerprint()).contains("fp32");
      Files.delete(folder.resolve("weights.safetensors"));
      assertThat(prior.name()).isEqualTo("tiny");
      org.assertj.core.api.Assertions.assertThatThrownBy(prior::denoiser)
          .hasMessageContaining("weights.safetensors");
    }
  }

  @Test
  void aBareCheckpointNeedsADescription() throws IOException {
    Path folder = TinyModel.in(temp);
    ModelChoice parts =
        new ModelChoice(
            null,
            folder.resolve("model.json").toString(),
            folder.resolve("weights.safetensors").toString());
    try (ModelPrior prior = Models.open(new PriorSpec(parts, ComputeSpec.USUAL))) {
      assertThat(prior.denoiser()).isNotNull();
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Models.companion(parts, "-classifier"))
        .withMessageContaining("no companion");
  }

  @Test
  void whatIsNoModelIsRefusedWithWhatThereIs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Models.named("phtos"))
        .withMessageContaining("photos");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Models.named("ffhq-256"))
        .withMessageContaining("--weights");
  }
}
