package io.tweedie.eval.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.images.scene.SceneGrammar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextExperimentTest {

  private static final Path SHIPPED = Path.of("../experiments/text-to-image.yaml");

  @TempDir private Path temp;

  private TextExperiment read(String fields) throws IOException {
    Path file = temp.resolve("experiment.yaml");
    return TextExperiment.read(Files.writeString(file, "kind: text-to-image\n" + fields));
  }

  private static List<Entry> part(TextExperiment experiment, Entry.Part part) {
    return experiment.entries().stream().filter(entry -> entry.part() == part).toList();
  }

  @Test
  void theFileThatShipsIsWhatTheCourseworkAsksFor() throws IOException {
    TextExperiment experiment = TextExperiment.read(SHIPPED);

    List<Entry> prompts = part(experiment, Entry.Part.PROMPTS);
    assertThat(prompts).hasSize(15).allMatch(entry -> entry.wanted().scale() == 10);
    assertThat(experiment.steps()).isEqualTo(50);
    assertThat(experiment.eta()).isZero();
    assertThat(part(experiment, Entry.Part.UNCONDITIONAL))
        .isNotEmpty()
        .allMatch(entry -> entry.wanted().scale() == 0 && entry.wanted().prompt().isEmpty());
    assertThat(part(experiment, Entry.Part.NEGATIVE))
        .extracting(entry -> entry.wanted().scale())
        .containsExactly(0.0, 2.0, 5.0, 8.0, 12.0, 15.0);
  }

  @Test
  void itsPromptsSayMoreAndMoreInTheWordsOfScenes() throws IOException {
    TextExperiment experiment = TextExperiment.read(SHIPPED);

    for (TextExperiment.Topic topic : experiment.topics()) {
      List<Integer> stated =
          topic.prompts().stream()
              .map(SceneGrammar::parse)
              .peek(parsed -> assertThat(parsed.unknown()).as(topic.name()).isEmpty())
              .map(parsed -> parsed.stated().size())
              .toList();
      assertThat(stated).as(topic.name()).isSorted().doesNotHaveDuplicates();
    }
    assertThat(SceneGrammar.parse(experiment.negative().negative()).unknown()).isEmpty();
  }

  @Test
  void whatTwoPartsNeedIsDrawnOnce() throws IOException {
    TextExperiment experiment =
        read(
            """
            model: m
            topics: [{name: t, prompts: [a, b, c]}]
            negative: {prompt: b, negative: "", scales: [10, 3]}
            saturation: [3, 10]
            """);

    assertThat(experiment.entries()).hasSize(3 + 2 + 2);
    assertThat(experiment.pictures()).hasSize(4);
  }

  @Test
  void captionsAreTheSameAtEveryScale() throws IOException {
    TextExperiment experiment =
        read("model: m\njudge: j\naccuracy: {captions: 2, scales: [1, 5], steps: 3}\n");

    List<Entry> entries = part(experiment, Entry.Part.ACCURACY);
    assertThat(entries).hasSize(3 * 2 * 2).allMatch(entry -> entry.wanted().steps() == 3);
    assertThat(entries.get(0).wanted().prompt())
        .isEqualTo(entries.get(1).wanted().prompt())
        .isNotEqualTo(entries.get(2).wanted().prompt());
    assertThat(entries).extracting(Entry::length).contains("short", "medium", "long");
    assertThatIllegalArgumentException()
        .isThrownBy(experiment::unjudged)
        .withMessageContaining("there is nothing to draw");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "unconditional: 1 | name a model",
        "model: m | there is nothing to draw",
        "{model: m, unconditional: 1, scale: -1} | the scale is at least 0",
        "{model: m, unconditional: 1, steps: 0} | --steps must be from 1",
        "{model: m, topics: [{name: t, prompts: [a]}]} | topic t needs three prompts",
        "{model: m, saturation: [1], unconditional: 1} | saturation draws the topics",
        "{model: m, accuracy: {captions: 2, scales: [1]}} | needs a judge",
        "{model: m, negative: {prompt: a, negative: b, scales: [1, 1]}} | name each scale once",
        "{model: m, unconditional: 1, scales: [1]} | scales is not known",
        "{model: m, unconditional: 1, scheduler: heuns} | heuns",
      })
  void whatCannotBeCarriedOutIsRefused(String fields, String message) throws IOException {
    String lines = fields.startsWith("{") ? fields.substring(1, fields.length() - 1) : fields;
    String yaml = fields.startsWith("{") ? "{kind: text-to-image, " + lines + "}" : lines;
    Path file = Files.writeString(temp.resolve("wrong.yaml"), yaml + "\n");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TextExperiment.read(file))
        .withMessageContaining(message);
  }
}
