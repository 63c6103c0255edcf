package io.tweedie.models.prior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.core.measurement.Noise;
import io.tweedie.core.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TunedTest {

  private static final Noise NONE = new Noise.None();
  private static final Noise ROUNDING = new Noise.Gaussian(Noise.OF_ROUNDING);
  private static final Noise NOISE = new Noise.Gaussian(0.05);

  private static final String DESCRIPTION =
      """
      {"name": "tiny", "architecture": "adm", "config": {"image_size": 16, "num_channels": 32},
       "tuned": [
         {"solver": "ddnm", "tasks": ["sr"], "noise": false, "preset": "official",
          "settings": {"eta": "0.1"}, "steps": {"fast": "uniform:3", "best": "uniform:9"}},
         {"solver": "ddnm", "tasks": ["sr"], "noise": true, "preset": "paper",
          "steps": {"fast": "uniform:4"}},
         {"solver": "ddnm", "preset": "posterior", "steps": {"fast": "uniform:5"}}
       ]}
      """;

  @TempDir Path temp;

  private ModelSpec read(String description) throws IOException {
    return ModelSpec.read(Files.writeString(temp.resolve("model.json"), description));
  }

  @Test
  void theFirstRowThatServesIsTaken() throws IOException {
    Tuned tuned = read(DESCRIPTION).tuned();
    assertThat(steps(tuned, "sr:4", NONE, "fast")).isEqualTo("uniform:3");
    assertThat(steps(tuned, "sr:2", ROUNDING, "best")).isEqualTo("uniform:9");
    assertThat(steps(tuned, "sr:4", NOISE, "fast")).isEqualTo("uniform:4");
    assertThat(steps(tuned, "sr-bicubic:4", NONE, "fast")).isEqualTo("uniform:5");
    assertThat(steps(tuned, "colorize", NOISE, "fast")).isEqualTo("uniform:5");
    assertThat(tuned.find("ddnm", Task.parse("sr:4"), NONE, "balanced")).isEmpty();
    assertThat(tuned.find("ddrm", Task.parse("sr:4"), NONE, "fast")).isEmpty();
    assertThat(tuned.rows().get(0).settings()).isEqualTo(Map.of("eta", "0.1"));
    assertThat(tuned.rows().get(2).settings()).isEmpty();
  }

  private static String steps(Tuned tuned, String task, Noise noise, String quality) {
    return tuned.find("ddnm", Task.parse(task), noise, quality).orElseThrow().steps().get(quality);
  }

  @Test
  void aDescriptionKeepsItsSettingsWhenItIsWritten() throws IOException {
    ModelSpec spec = read(DESCRIPTION).withWeights("w.safetensors");
    Path written = temp.resolve("written.json");
    spec.write(written);
    assertThat(ModelSpec.read(written)).isEqualTo(spec);
    assertThat(ModelSpec.read(written).tuned().rows()).hasSize(3);
  }

  @Test
  void aDescriptionWithoutSettingsIsWrittenWithoutThem() throws IOException {
    ModelSpec spec = read("{\"name\": \"a\", \"architecture\": \"adm\", \"config\": {}}");
    assertThat(spec.tuned()).isEqualTo(Tuned.NOTHING);
    Path written = temp.resolve("written.json");
    spec.write(written);
    assertThat(written).content().doesNotContain("tuned");
  }

  @Test
  void aRowForNothingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(DESCRIPTION.replace("\"preset\": \"paper\",", "")))
        .withMessageContainingAll("model.json", "a solver, the preset");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Tuned.Row("ddnm", List.of(), null, "paper", null, Map.of()))
        .withMessageContaining("steps by quality");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(DESCRIPTION.replace("\"noise\": false", "\"sigma\": 0")))
        .withMessageContaining("sigma");
  }
}
