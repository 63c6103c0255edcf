package io.tweedie.models.diffusers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tweedie.core.tensor.Precision;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.CheckpointException;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.checkpoint.Sha256;
import io.tweedie.models.checkpoint.WeightFiles;
import io.tweedie.models.diffusers.FolderCheck.Finding;
import io.tweedie.models.diffusers.FolderCheck.State;
import io.tweedie.models.nn.Network;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.parity.DeterministicWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiffusersFolderTest {

  @TempDir private Path folder;

  @BeforeEach
  void pipeline() throws IOException {
    SmallPipeline.in(folder);
  }

  private Path unetWeights() {
    return folder.resolve("unet").resolve(SmallPipeline.WEIGHTS);
  }

  private static void assertFilled(Network network) {
    try (network;
        PointerScope scope = new PointerScope()) {
      for (Parameter parameter : network.parameters().all()) {
        assertThat(
                parameter
                    .value()
                    .equal(DeterministicWeights.parameter(parameter.name(), parameter.shape())))
            .as(parameter.name())
            .isTrue();
      }
    }
  }

  @Test
  void partsAreLoaded() throws IOException {
    DiffusersFolder opened = DiffusersFolder.open(folder);
    assertThat(opened.type()).isEqualTo("StableDiffusionPipeline");
    assertThat(opened.parts().keySet())
        .containsExactly("scheduler", "text_encoder", "tokenizer", "unet", "vae");
    assertThat(opened.scheduler()).isPresent();
    assertFilled(opened.unet(Precision.FLOAT32));
    assertFilled(opened.autoencoder(Precision.FLOAT32));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "diffusion_pytorch_model.fp16.safetensors",
        "diffusion_pytorch_model.bin",
        "model.safetensors"
      })
  void weightsUnderOtherNames(String name) throws IOException {
    // Content says what a file is, so these bytes may stand for those of torch.save.
    Files.move(unetWeights(), unetWeights().resolveSibling(name));
    assertFilled(DiffusersFolder.open(folder).unet(Precision.FLOAT32));
  }

  @Test
  void fullPrecisionAndSafetensorsComeFirst() throws IOException {
    for (String worse :
        new String[] {
          "diffusion_pytorch_model.fp16.safetensors",
          "diffusion_pytorch_model.bin",
          "diffusion_pytorch_model.bin.index.json"
        }) {
      Files.writeString(unetWeights().resolveSibling(worse), "not this one");
    }
    assertThat(WeightFiles.find(folder.resolve("unet"))).contains(unetWeights());
  }

  @Test
  void halfPrecisionIsRead() throws IOException {
    Map<String, Tensor> half = new LinkedHashMap<>();
    try (UNet2d network = SmallPipeline.unet();
        PointerScope scope = new PointerScope()) {
      SmallPipeline.tensors(network).forEach((n, t) -> half.put(n, t.to(ScalarType.Half)));
      SafetensorsWriter.write(unetWeights(), half, Map.of());
      try (UNet2d loaded = DiffusersFolder.open(folder).unet(Precision.FLOAT32)) {
        for (Parameter parameter : loaded.parameters().all()) {
          assertThat(parameter.value().scalar_type().intern()).isEqualTo(ScalarType.Float);
          assertThat(parameter.value().equal(half.get(parameter.name()).to(ScalarType.Float)))
              .isTrue();
        }
      }
    }
  }

  /** Splits the weights of the U-Net in two files, and gives the index. */
  private Path shards() throws IOException {
    Map<String, Tensor> first = new LinkedHashMap<>();
    Map<String, Tensor> second = new LinkedHashMap<>();
    StringBuilder map = new StringBuilder();
    try (UNet2d network = SmallPipeline.unet()) {
      SmallPipeline.tensors(network)
          .forEach(
              (name, tensor) -> {
                boolean down = name.startsWith("down");
                (down ? first : second).put(name, tensor);
                map.append(
                    "%s\"%s\": \"part-%d.safetensors\""
                        .formatted(map.isEmpty() ? "" : ",", name, down ? 1 : 2));
              });
      Path place = folder.resolve("unet");
      SafetensorsWriter.write(place.resolve("part-1.safetensors"), first, Map.of());
      SafetensorsWriter.write(place.resolve("part-2.safetensors"), second, Map.of());
    }
    Files.delete(unetWeights());
    Path index = unetWeights().resolveSibling(SmallPipeline.WEIGHTS + ".index.json");
    return Files.writeString(index, "{\"metadata\": {}, \"weight_map\": {" + map + "}}");
  }

  @Test
  void severalFiles() throws IOException {
    Path index = shards();
    assertFilled(DiffusersFolder.open(folder).unet(Precision.FLOAT32));
    String before = Sha256.ofWeights(index);
    Path shard = index.resolveSibling("part-2.safetensors");
    byte[] bytes = Files.readAllBytes(shard);
    bytes[bytes.length - 1] ^= 1;
    Files.write(shard, bytes);
    assertThat(Sha256.ofWeights(index)).as("of all files").isNotEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "part-1.safetensors | ../vae/x.safetensors | names of files beside it are expected",
        "part-1.safetensors | part-2.safetensors | is not in part-2.safetensors, where this index",
        "part-1.safetensors | part-3.safetensors | there is no such file",
        "\"weight_map\" | \"weights\" | this is JSON without a 'weight_map'",
        "\"metadata\": {} | \"metadata\": { | this begins as JSON and is none",
      })
  void severalFilesInDisorder(String from, String to, String message) throws IOException {
    Path index = shards();
    Files.writeString(index, Files.readString(index).replace(from, to));
    assertThatThrownBy(() -> Checkpoint.open(index).close())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(message);
  }

  /** Attention as checkpoints of 2022 have it, such as google/ddpm-cifar10-32. */
  @Test
  void formerNamesOfAttention() throws IOException {
    Map<String, Tensor> old = new LinkedHashMap<>();
    try (AutoencoderKl network = SmallPipeline.autoencoder()) {
      SmallPipeline.tensors(network)
          .forEach(
              (name, tensor) ->
                  old.put(
                      name.replace(".to_q.", ".query.")
                          .replace(".to_k.", ".key.")
                          .replace(".to_v.", ".value.")
                          .replace(".to_out.0.", ".proj_attn."),
                      tensor));
      assertThat(old.keySet()).isNotEqualTo(network.parameters().byName().keySet());
      SafetensorsWriter.write(folder.resolve("vae").resolve(SmallPipeline.WEIGHTS), old, Map.of());
    }
    assertFilled(DiffusersFolder.open(folder).autoencoder(Precision.FLOAT32));
  }

  @Test
  void allIsWell() throws IOException {
    FolderCheck check = FolderCheck.of(folder);
    assertThat(check.findings())
        .extracting(Finding::part, Finding::state)
        .containsExactly(
            tuple("scheduler", State.FITS),
            tuple("text_encoder", State.FITS),
            tuple("tokenizer", State.FITS),
            tuple("unet", State.FITS),
            tuple("vae", State.FITS));
    assertThat(check.isSound()).isTrue();
  }

  private String wrong() throws IOException {
    FolderCheck check = FolderCheck.of(folder);
    assertThat(check.isSound()).isFalse();
    String found =
        String.join(
            "\n",
            check.findings().stream()
                .filter(finding -> finding.state() == State.WRONG)
                .map(finding -> finding.part() + " " + finding.detail())
                .toList());
    assertThat(found.lines()).hasSize(1);
    return found;
  }

  @Test
  void aFileIsMissing() throws IOException {
    Files.delete(unetWeights());
    assertThat(wrong())
        .contains("unet has no weights: expected diffusion_pytorch_model.safetensors")
        .endsWith("it has config.json");
  }

  @Test
  void aFolderIsMissing() throws IOException {
    Files.move(folder.resolve("tokenizer"), folder.resolve("elsewhere"));
    assertThat(wrong()).startsWith("tokenizer is missing: there is no folder");
  }

  @Test
  void weightsOfAnotherNetwork() throws IOException {
    Files.copy(
        folder.resolve("vae").resolve(SmallPipeline.WEIGHTS),
        unetWeights(),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(wrong())
        .contains("is not of this configuration: ")
        .contains(" missing, the first time_embedding.linear_1.weight")
        .contains(" unexpected, the first encoder.conv_in.weight");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DiffusersFolder.open(folder).unet(Precision.FLOAT32))
        .withMessageContaining("is not of this configuration: ");
  }

  @Test
  void settingsOfAnotherNetwork() throws IOException {
    Files.writeString(folder.resolve("unet/config.json"), SmallPipeline.AUTOENCODER);
    assertThat(wrong())
        .startsWith("unet unet/config.json is of a AutoencoderKL, but")
        .endsWith("has a UNet2DConditionModel there");
  }

  @Test
  void partsOfTwoModels() throws IOException {
    String config = SmallPipeline.UNET.replace(": 12}", ": 16}");
    SmallPipeline.write(
        folder.resolve("unet"),
        config,
        new UNet2d(UNet2dConfig.ofTexts(SmallPipeline.json(config), "unet")));
    assertThat(wrong())
        .isEqualTo(
            "unet and text_encoder the U-Net looks at tokens of 16 channels, and the text encoder"
                + " gives 12; mixed from two models?");
  }

  @Test
  void tokensOfTwoModels() throws IOException {
    Path vocabulary = folder.resolve("tokenizer/vocab.json");
    Files.writeString(
        vocabulary, Files.readString(vocabulary).replaceFirst("\\{", "{\"one-more\": 543, "));
    assertThat(wrong())
        .isEqualTo(
            "tokenizer and text_encoder the tokenizer has 544 tokens, and the text encoder 543;"
                + " mixed from two models?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tokenizer/merges.txt | #version: 0.2 | a b c | tokenizer | a merge is two tokens",
        "tokenizer/vocab.json | { | [ | tokenizer | this is no JSON",
        "scheduler/scheduler_config.json | DDIM | Dream | scheduler | DreamScheduler",
        "scheduler/scheduler_config.json | beta_start | beta_begin | scheduler | beta_begin",
        "text_encoder/config.json | quick_gelu | relu | text_encoder | relu",
        "text_encoder/config.json | \"num_hidden_layers\": 2 | \"num_hidden_layers\": 3 | text_encoder | missing",
        "model_index.json | CLIPTextModel | T5EncoderModel | text_encoder | supported: CLIPTextModel",
        "model_index.json | \"vae\": | \"decoder\": | decoder | ",
      })
  void partsThatWouldNotWork(String file, String from, String to, String part, String message)
      throws IOException {
    Path changed = folder.resolve(file);
    Files.writeString(changed, Files.readString(changed).replace(from, to));
    FolderCheck check = FolderCheck.of(folder);
    assertThat(check.findings())
        .filteredOn(finding -> finding.state() == State.WRONG)
        .anySatisfy(
            finding -> {
              assertThat(finding.part()).isEqualTo(part);
              assertThat(finding.detail()).contains(message == null ? "" : message);
              assertThat(finding.detail().lines()).hasSize(1);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"unet\" | \"../unet\" | expected the name of a folder",
        "\"_class_name\" | \"class\" | has no \"_class_name\"",
        "{\"_class | [\"_class | is not JSON",
      })
  void descriptionsInDisorder(String from, String to, String message) throws IOException {
    Path index = folder.resolve("model_index.json");
    Files.writeString(index, Files.readString(index).replace(from, to));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DiffusersFolder.open(folder))
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  @Test
  void anUnknownPipelineAndPart() throws IOException {
    Path index = folder.resolve("model_index.json");
    Files.writeString(
        index, Files.readString(index).replace("StableDiffusionPipeline", "FluxPipeline"));
    assertThat(wrong()).startsWith("pipeline is not a pipeline that is known here");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DiffusersFolder.open(folder).network("prior"))
        .withMessageContaining("has no part 'prior'; it has: scheduler, text_encoder");
  }
}
