package io.tweedie.cli.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.cli.Cli;
import io.tweedie.models.clip.tokenizer.BytePairVocabulary;
import io.tweedie.models.clip.tokenizer.BytePairVocabulary.Merge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsTokenizeCommandTest {

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    BytePairVocabulary.of(List.of(new Merge("c", "a"), new Merge("ca", "t</w>")))
        .write(folder.resolve("tokenizer"));
    Files.writeString(
        folder.resolve("tokenizer/tokenizer_config.json"), "{\"model_max_length\": 6}");
  }

  @Test
  void printsNumbersAndWhatIsCutAsJson() throws IOException {
    Cli run =
        Cli.run("models", "tokenize", "A cat", "", "cat 1 2 3 4 5", "--model", folder, "--json");
    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode prompts = new ObjectMapper().readTree(run.out()).get("prompts");
    assertThat(prompts.toString())
        .isEqualTo(
            "[{\"text\":\"A cat\",\"ids\":[514,320,513,515,515,515],\"length\":4,\"cut\":\"\"},"
                + "{\"text\":\"\",\"ids\":[514,515,515,515,515,515],\"length\":2,\"cut\":\"\"},"
                + "{\"text\":\"cat 1 2 3 4 5\",\"ids\":[514,513,272,273,274,515],\"length\":6,"
                + "\"cut\":\"4 5\"}]");
  }

  @Test
  void tellsAPersonTheSame() {
    assertThat(Cli.run("models", "tokenize", "cat 1 2 3 4", "--model", folder).out())
        .contains("6 of 6 tokens: [514, 513, 272, 273, 274, 515]", "does not fit: 4");
  }

  @Test
  void otherFoldersAreBadUsage() {
    Cli run = Cli.run("models", "tokenize", "a", "--model", folder.resolve("none"));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("there is no such file or folder");
    assertThat(Cli.run("models", "tokenize", "a").err()).contains("--model");
  }
}
