package io.tweedie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.cli.terminal.Interruption;
import io.tweedie.restore.record.Processor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class TweedieTest {

  @TempDir Path temp;

  static Stream<CommandSpec> commands() {
    return leaves(Tweedie.commandLine(new Interruption()))
        .map(CommandLine::getCommandSpec)
        .filter(spec -> !spec.usageMessage().hidden() && !spec.helpCommand());
  }

  private static Stream<CommandLine> leaves(CommandLine command) {
    return command.getSubcommands().isEmpty()
        ? Stream.of(command)
        : command.getSubcommands().values().stream().flatMap(TweedieTest::leaves);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandTeachesWithExamplesAndTakesTheCommonOptions(CommandSpec spec) {
    String help = spec.commandLine().getUsageMessage();

    assertThat(help).contains("  " + spec.qualifiedName() + " ");
    assertThat(help).contains("--json", "--seed", "--threads", "--out", "--verbose");
  }

  @Test
  void listsItsCommands() {
    Cli help = Cli.run("--help");

    assertThat(help.exit()).isZero();
    assertThat(help.out())
        .contains(
            "restore", "degrade", "evaluate", "sample", "train", "models", "metrics", "bench");
    assertThat(Cli.run("--version").out()).startsWith("tweedie ");
  }

  @Test
  void withoutACommandOrWithAnUnknownOneUsageIsBad() {
    assertThat(Cli.run().exit()).isEqualTo(2);
    assertThat(Cli.run().err()).contains("a command is missing");
    assertThat(Cli.run("restor").exit()).isEqualTo(2);
    assertThat(Cli.run("models").exit()).isEqualTo(2);
  }

  @Test
  void benchMeasuresEveryModeAgainstTheMatrixProduct() throws IOException {
    Path model = TinyModel.in(temp);

    Cli run = Cli.run("bench", "--model", model, "--size", 16, "--seconds", 0.01, "--json");

    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertThat(json.at("/matrix_product_gflops/fp32").asDouble()).isPositive();
    int formats = Processor.precisions().size();
    assertThat(json.path("modes")).hasSize(2 * formats);
    assertThat(json.has("left_out")).isEqualTo(formats == 1);
    // Counted by hand: 2 x 16 x 16 x 9 x (3 x 32) for the first convolution alone is 442368.
    double forward = json.path("forward_gflop").asDouble();
    assertThat(forward).isBetween(0.05, 0.2);
    assertThat(json.path("input_gradient_gflop").asDouble()).isBetween(2 * forward, 2.1 * forward);
    assertThat(Cli.run("bench", "--model", model, "--size", 15).exit()).isEqualTo(2);

    Cli asked =
        Cli.run(
            "bench",
            "--model",
            model,
            "--size",
            16,
            "--seconds",
            0.01,
            "--precision",
            "bf16",
            "--json");
    assertThat(new ObjectMapper().readTree(asked.out()).path("modes")).hasSize(2);
    assertThat(asked.out()).doesNotContain("left_out");
  }

  @Test
  void benchMeasuresThePartsOfAPipeline() throws IOException {
    Path model = TinyPipeline.in(temp.resolve("pipeline"));
    Object[] all = {"bench", "--model", model, "--size", 16, "--seconds", 0.01, "--json"};

    Cli run = Cli.run(all);

    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode parts = new ObjectMapper().readTree(run.out()).path("parts");
    assertThat(parts).hasSize(3 * Processor.precisions().size());
    assertThat(parts.findValuesAsText("part")).contains("unet", "vae", "text_encoder");
    assertThat(parts.findValues("gflop")).allMatch(gflop -> gflop.asDouble() > 0);
    assertThat(parts.findValues("gradient_seconds")).isEmpty();

    List<Object> asked = new ArrayList<>(List.of(all));
    asked.addAll(List.of("--part", "unet", "--precision", "fp32", "--activations", "recomputed"));
    JsonNode only = new ObjectMapper().readTree(Cli.run(asked.toArray()).out()).path("parts");
    assertThat(only).hasSize(1);
    assertThat(only.at("/0/gradient_seconds").asDouble()).isPositive();
    assertThat(only.at("/0/peak_memory").asLong()).isPositive();
  }

  @Test
  void evaluateReportsTheGrid() throws IOException {
    Path model = TinyModel.in(temp.resolve("model"));
    Pictures.write(temp.resolve("photos/a.png"), 3, 20, 20, 1);
    Pictures.write(temp.resolve("photos/b.png"), 3, 20, 20, 2);

    Cli run =
        Cli.run(
            "evaluate",
            "--images",
            temp.resolve("photos"),
            "--tasks",
            "sr:2,deblur-gaussian:5,1.0,circular,inpaint-box:4x4@2,3",
            "--solvers",
            "ddnm,ilvr:paper",
            "--model",
            model,
            "--steps",
            3,
            "--size",
            16,
            "--limit",
            1,
            "--out",
            temp.resolve("out"),
            "--json");

    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode summary = new ObjectMapper().readTree(run.out()).path("summary");
    assertThat(summary.findValuesAsText("task"))
        .contains("sr:2", "deblur-gaussian:5,1.0,circular", "inpaint-box:4@2,3");
    assertThat(summary.findValuesAsText("method")).contains("ddnm", "ilvr:paper");
    assertThat(temp.resolve("out")).isDirectoryContaining("glob:**report.html");
    assertThat(temp.resolve("out")).isDirectoryContaining("glob:**results.csv");
  }
}
