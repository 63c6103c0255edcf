package io.tweedie.models.prior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.architecture.Architecture;
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

class ArchitectureTest {

  @TempDir Path folder;

  private ModelSpec spec(String architecture, String config, String more) throws IOException {
    Path file = folder.resolve(ModelSpec.FILE);
    Files.writeString(
        file,
        """
        {"name": "tiny", "architecture": "%s", "config": %s %s, "weights": "w.safetensors"}
        """
            .formatted(architecture, config, more));
    return ModelSpec.read(file);
  }

  @Test
  void theArchitecturesOfThisProjectAndThoseOfAJarAreKnown() {
    assertThat(Architecture.ALL.names())
        .containsExactly(
            "adm",
            "ddpm",
            "adm-classifier",
            "cnn",
            "dense",
            "unet2d",
            "unet2d-condition",
            "autoencoder-kl",
            "clip",
            "cifar-resnet",
            "blurry");
  }

  /** One that is registered by a file of these tests, as by that of a user's jar. */
  @Test
  void aModelOfAnArchitectureFromAJarIsLoadedAndAsked() throws IOException {
    ModelSpec spec = spec("blurry", "{\"kernel\": 3, \"kinds\": 4}", ", \"null_label\": 3");
    assertThat(spec.classConditional()).isTrue();
    assertThat(spec.classes()).isEqualTo(3);
    try (DenoisingNetwork network = spec.denoisingNetwork();
        PointerScope scope = new PointerScope()) {
      DeterministicWeights.fill(network.parameters());
      Map<String, Tensor> weights =
          network.parameters().all().stream()
              .collect(Collectors.toMap(Parameter::name, Parameter::value));
      SafetensorsWriter.write(folder.resolve("w.safetensors"), weights, Map.of());
    }
    ModelSource source = ModelSource.folder(folder);
    try (Model model = source.load();
        NoGradGuard guard = new NoGradGuard();
        PointerScope scope = new PointerScope()) {
      assertThat(model.hash()).isEqualTo(source.hash());
      Denoiser ofOne = model.prepare(Compute.REFERENCE).conditional().given(Condition.classes(2));
      Tensor x = DeterministicWeights.tensor("input", 2, 3, 5, 7);
      assertThat(ofOne.predict(x, NoiseSchedule.linear(1000).level(3)).output().shape())
          .containsExactly(2, 3, 5, 7);
    }
  }

  @Test
  void anotherNameIsRefusedWithThoseThereAre() throws IOException {
    ModelSpec spec = spec("transformer", "{}", "");
    assertThatIllegalArgumentException()
        .isThrownBy(spec::network)
        .withMessage(
            "model tiny: architecture 'transformer' is not known; choose one of adm, ddpm,"
                + " adm-classifier, cnn, dense, unet2d, unet2d-condition, autoencoder-kl,"
                + " clip, cifar-resnet, blurry");
  }

  @Test
  void whatIsWrongInAConfigurationIsToldInItsWords() throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(spec("blurry", "{\"kernel\": 4}", "")::network)
        .withMessage("model tiny: config: kernel must be odd, got 4");
    assertThatIllegalArgumentException()
        .isThrownBy(spec("blurry", "{\"kernel\": 3, \"size\": 4}", "")::network)
        .withMessage("model tiny: config has no 'size' for blurry; it has kernel, kinds");
  }

  @Test
  void theNullLabelIsTheLastClass() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> spec("blurry", "{\"kernel\": 3, \"kinds\": 4}", ", \"null_label\": 2"))
        .withMessageContaining(
            "null_label must be the last of the 4 classes that the network is told, got 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> spec("blurry", "{\"kernel\": 3}", ", \"null_label\": 2"))
        .withMessageContaining(
            "null_label must be the last of the 0 classes that the network is told, got 2");
  }

  @Test
  void aClassConditionalAdmIsToldItsClasses() throws IOException {
    String flags =
        "{\"image_size\": 64, \"num_channels\": 32, \"num_res_blocks\": 1, \"class_cond\": %s}";
    assertThat(spec("adm", flags.formatted(true), "").classes()).isEqualTo(1000);
    assertThat(spec("adm", flags.formatted(false), "").classConditional()).isFalse();
  }

  @Test
  void aBareCheckpointHasItsDescriptionFromElsewhere() throws IOException {
    ModelSpec spec = spec("blurry", "{\"kernel\": 1}", "");
    Path weights = folder.resolve("elsewhere.safetensors");
    try (DenoisingNetwork network = spec.denoisingNetwork();
        PointerScope scope = new PointerScope()) {
      DeterministicWeights.fill(network.parameters());
      SafetensorsWriter.write(
          weights,
          network.parameters().all().stream()
              .collect(Collectors.toMap(Parameter::name, Parameter::value)),
          Map.of());
    }
    ModelSource source = ModelSource.checkpoint(spec, weights);
    assertThat(source.spec()).isSameAs(spec);
    try (Model model = source.load()) {
      assertThat(model.hash()).isEqualTo(source.hash()).hasSize(64);
    }
  }
}
