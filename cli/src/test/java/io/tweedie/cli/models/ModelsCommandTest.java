package io.tweedie.cli.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.ones;
import static org.bytedeco.pytorch.global.torch.randn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.cli.Cli;
import io.tweedie.cli.Pickles;
import io.tweedie.cli.TinyModel;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.DType;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.prior.KnownModels;
import io.tweedie.zoo.Zoo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path model;
  @TempDir Path temp;

  @BeforeAll
  static void writeModel() throws IOException {
    TinyModel.in(model);
  }

  @Test
  void showsParametersOfEveryPublicModelWithoutItsWeights() throws IOException {
    for (String name : KnownModels.names()) {
      JsonNode shown = JSON.readTree(Cli.run("models", "show", name, "--json").out());
      assertThat(shown.path("parameters").asLong()).as(name).isGreaterThan(90_000_000);
      assertThat(shown.path("source").asText()).isNotBlank();
    }
    // The number of elements in the checkpoint that guided-diffusion released.
    assertThat(Cli.run("models", "show", "imagenet-256-uncond", "--json").out())
        .contains("\"parameters\":552814086");
  }

  @Test
  void listsShowsAndRecognisesEveryModelThatShips() throws IOException {
    String list = Cli.run("models", "list").out();
    for (String name : Zoo.names()) {
      assertThat(list).containsPattern("(?m)^  " + name + " +[A-Z].+ trained by this project");
      Cli shown = Cli.run("models", "show", name);
      assertThat(shown.out()).contains("\"parameters\" : ", "# " + name, "## Licence");
      Path weights = Zoo.folder(name).resolve("weights.safetensors");
      assertThat(Cli.run("models", "check", weights).out())
          .containsPattern(
              "(?m)^it has the parameters of (.+ and of )?%s( and of .+)?$"
                  .formatted(Pattern.quote(name)));
    }
  }

  @Test
  void showsOfClassifiersWhatTheyHave() throws IOException {
    JsonNode denoiser = JSON.readTree(Cli.run("models", "show", "digits", "--json").out());
    JsonNode judge = JSON.readTree(Cli.run("models", "show", "digits-judge", "--json").out());
    assertThat(denoiser.path("prediction").asText()).isEqualToIgnoringCase("v");
    assertThat(denoiser.path("schedule").asText()).isEqualTo("linear");
    assertThat(judge.path("parameters").asLong()).isPositive();
    assertThat(judge.has("prediction") || judge.has("schedule") || judge.has("steps")).isFalse();
  }

  @Test
  void checkTellsWhatFitsAndWhatDoesNot() throws IOException {
    Path weights = model.resolve("weights.safetensors");

    Cli fits = Cli.run("models", "check", weights, "--config", model, "--json");
    Cli other = Cli.run("models", "check", weights, "--config", "ffhq-256", "--json");
    Cli unknown = Cli.run("models", "check", model.resolve("model.json"));

    assertThat(fits.exit()).isZero();
    assertThat(JSON.readTree(fits.out()).path("fits").asBoolean()).isTrue();
    assertThat(other.exit()).isEqualTo(1);
    JsonNode report = JSON.readTree(other.out());
    assertThat(report.path("missing")).isNotEmpty();
    assertThat(report.path("misfits").get(0).asText()).contains("expected");
    assertThat(unknown.exit()).isEqualTo(1);
    assertThat(unknown.err().lines()).hasSize(1);
  }

  @Test
  void convertsBelowAPrefixIntoAFolderThatServesAsModel() throws IOException {
    Path nested = temp.resolve("nested.safetensors");
    try (Checkpoint weights = Checkpoint.open(model.resolve("weights.safetensors"));
        PointerScope scope = new PointerScope()) {
      Map<String, Tensor> tensors = new HashMap<>();
      weights.tensors().keySet().forEach(name -> tensors.put("ema." + name, weights.read(name)));
      SafetensorsWriter.write(nested, tensors, Map.of());
    }
    Path flags = Files.writeString(temp.resolve("flags.json"), TinyModel.FLAGS);
    Path made = temp.resolve("made");

    Cli run =
        Cli.run(
            "models",
            "convert",
            nested,
            made,
            "--prefix",
            "ema",
            "--config",
            flags,
            "--to",
            "bf16");

    assertThat(run.exit()).as(run.err()).isZero();
    try (Checkpoint weights = Checkpoint.open(made.resolve("weights.safetensors"))) {
      assertThat(weights.tensors().get("out.2.bias").dtype()).isEqualTo(DType.BFLOAT16);
    }
    assertThat(Cli.run("sample", "--model", made, "-n", 1, "--steps", 2, "--out", temp).exit())
        .isZero();
  }

  @Test
  void checkRefusesAFileWithoutTensorsAndNamesWhatItWouldCall() throws IOException {
    Path evil = Pickles.entry(temp.resolve("evil.pt"), "x", Pickles.call("posix", "system"));
    Path empty = Pickles.of(temp.resolve("empty.pt"), "}");

    Cli check = Cli.run("models", "check", evil, "--json");
    Cli text = Cli.run("models", "check", evil);
    Cli nothing = Cli.run("models", "check", empty);
    Cli convert = Cli.run("models", "convert", evil, temp.resolve("evil.safetensors"));

    assertThat(check.exit()).isEqualTo(1);
    assertThat(JSON.readTree(check.out()).path("refused")).hasSize(1);
    assertThat(text.exit()).isEqualTo(1);
    assertThat(text.out()).contains(evil + ": no tensors", "never called: posix.system");
    assertThat(nothing.exit()).isEqualTo(1);
    assertThat(nothing.out()).contains(empty + ": no tensors");
    assertThat(convert.exit()).isEqualTo(1);
    assertThat(convert.err()).contains("no tensor to convert", "posix.system");
    assertThat(temp.resolve("evil.safetensors")).doesNotExist();
  }

  @Test
  void aTensorThatCannotBeReadIsNamedAndLeftOutOnRequest() throws IOException {
    String header =
        "{\"a.w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"rope\":{\"dtype\":\"C64\",\"shape\":[1],\"data_offsets\":[4,12]}}";
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length() + 12).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
    Path in = Files.write(temp.resolve("in.safetensors"), bytes.array());
    Path out = temp.resolve("out.safetensors");

    Cli check = Cli.run("models", "check", in);
    Cli refused = Cli.run("models", "convert", in, out);
    Cli below = Cli.run("models", "convert", in, temp.resolve("w.safetensors"), "--prefix", "a");
    assertThat(check.exit()).isEqualTo(1);
    assertThat(check.out()).contains("1 tensor, ", "rope cannot be read", "'C64'");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("rope", "--prefix", "--skip-unread");
    assertThat(out).doesNotExist();
    assertThat(below.exit()).as(below.err()).isZero();
    try (Checkpoint written = Checkpoint.open(temp.resolve("w.safetensors"))) {
      assertThat(written.tensors()).containsOnlyKeys("w");
    }

    Cli skipped = Cli.run("models", "convert", in, out, "--skip-unread");
    assertThat(skipped.exit()).as(skipped.err()).isZero();
    assertThat(skipped.err()).contains("left out", "rope");
    try (Checkpoint written = Checkpoint.open(out)) {
      assertThat(written.tensors()).containsOnlyKeys("a.w");
    }
  }

  @Test
  void aCommonPrefixIsFound() throws IOException {
    Path wrapped = temp.resolve("wrapped.safetensors");
    Path digits = Zoo.folder("digits").resolve("weights.safetensors");
    try (Checkpoint weights = Checkpoint.open(digits);
        PointerScope scope = new PointerScope()) {
      Map<String, Tensor> tensors = new HashMap<>();
      weights.tensors().keySet().forEach(name -> tensors.put("module." + name, weights.read(name)));
      SafetensorsWriter.write(wrapped, tensors, Map.of());
    }
    assertThat(Cli.run("models", "check", wrapped).out())
        .contains("below 'module.' it has the parameters of digits; take --prefix module");
    assertThat(Cli.run("models", "check", wrapped, "--config", "digits").out())
        .contains("its names begin with 'module.'", "--prefix module");
    assertThat(Cli.run("models", "check", wrapped, "--prefix", "module").out())
        .contains("it has the parameters of digits");
  }

  @Test
  void aCheckpointInTheModelsPlaceIsShownOrExplained() throws IOException {
    Path weights = model.resolve("weights.safetensors");
    Path pickle = Pickles.of(temp.resolve("empty.pt"), "}");

    Cli shown = Cli.run("models", "show", weights);
    Cli json = Cli.run("models", "show", pickle, "--json");
    Cli config = Cli.run("models", "check", weights, "--config", weights);
    Cli zip = Cli.run("models", "check", weights, "--config", pickle);
    Cli sample = Cli.run("sample", "--model", weights, "-n", 1, "--out", temp);

    assertThat(shown.exit()).as(shown.err()).isZero();
    assertThat(shown.out()).contains("out.2.bias FLOAT32 [6]", "a checkpoint", "models check");
    assertThat(JSON.readTree(json.out()).path("tensors").asInt(-1)).isZero();
    for (Cli told : List.of(config, zip)) {
      assertThat(told.exit()).isEqualTo(2);
      assertThat(told.err()).contains("is not JSON", "--weights");
      assertThat(told.err().lines()).hasSize(1);
    }
    assertThat(sample.exit()).isNotZero();
    assertThat(sample.err()).contains("is a file", "--config", "--weights");
  }

  @Test
  void forwardGivesOutputAndGradientHoweverTheModelIsNamed() throws IOException {
    Path flags = Files.writeString(temp.resolve("flags.json"), TinyModel.FLAGS);
    Path input = temp.resolve("input.safetensors");
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> tensors = new HashMap<>();
      tensors.put("x", randn(2, 3, 8, 16));
      tensors.put("timesteps", Tensor.create(new long[] {10, 500}, 2));
      tensors.put("cotangent", ones(2, 6, 8, 16));
      SafetensorsWriter.write(input, tensors, Map.of());
    }
    Path first = temp.resolve("first.safetensors");
    Path second = temp.resolve("second.safetensors");

    Cli byFolder = Cli.run("models", "forward", model, input, first, "--vjp");
    Cli byFlags =
        Cli.run(
            "models",
            "forward",
            "--config",
            flags,
            "--weights",
            model.resolve("weights.safetensors"),
            input,
            second,
            "--vjp");

    assertThat(byFolder.exit()).as(byFolder.err()).isZero();
    assertThat(byFlags.exit()).as(byFlags.err()).isZero();
    assertThat(second).hasSameBinaryContentAs(first);
    try (Checkpoint result = Checkpoint.open(first);
        PointerScope scope = new PointerScope()) {
      assertThat(result.tensors().get("output").shape()).isEqualTo(List.of(2L, 6L, 8L, 16L));
      assertThat(result.tensors().get("grad").shape()).isEqualTo(List.of(2L, 3L, 8L, 16L));
      assertThat(result.read("grad").abs().max().item_double()).isPositive();
    }
  }
}
