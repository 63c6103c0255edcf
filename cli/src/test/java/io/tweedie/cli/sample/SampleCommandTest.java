package io.tweedie.cli.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.cli.Cli;
import io.tweedie.cli.Pictures;
import io.tweedie.cli.TinyModel;
import io.tweedie.models.scheduler.SchedulerProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampleCommandTest {

  @TempDir static Path model;
  @TempDir Path temp;

  @BeforeAll
  static void writeModel() throws IOException {
    TinyModel.in(model);
  }

  private Cli sample(Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("sample", "--model", model, "--steps", "3"));
    arguments.addAll(List.of("--out", temp, "--size", "12x16"));
    arguments.addAll(List.of(more));
    return Cli.run(arguments.toArray());
  }

  @ParameterizedTest
  @CsvSource({
    "ddpm, 3",
    "ddim, 3",
    "pndm, 4",
    "heun, 5",
    "euler, 3",
    "euler-a, 3",
    "lms, 3",
    "dpm++, 3",
    "dpm++sde, 3",
    "unipc, 3",
    "langevin, 10"
  })
  void writesAGridAndTheRecord(String sampler, int nfe) throws IOException {
    Cli run = sample("-n", "5", "--rows", "2", "--sampler", sampler, "--json");

    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode record = new ObjectMapper().readTree(run.out());
    assertThat(record).isEqualTo(new ObjectMapper().readTree(temp.resolve("run.json").toFile()));
    assertThat(record.path("nfe").asInt()).isEqualTo(nfe);
    assertThat(Pictures.describe(temp.resolve("grid.png"))).isEqualTo("3 x 102 x 200");
  }

  @Test
  void theHelpListsEverySampler() {
    // Lines are broken at spaces and behind hyphens.
    String help = Cli.run("sample", "--help").out().replaceAll("\\s+", "");
    for (SchedulerProvider sampler : SchedulerProvider.ALL.all()) {
      String what = "%s (%s)".formatted(sampler.name(), sampler.summary());
      String steps = "%s for %s".formatted(sampler.usualSteps(), sampler.name());
      assertThat(help).contains(what.replace(" ", "")).contains(steps.replace(" ", ""));
    }
  }

  @Test
  void aRunOverLevelsBetweenTimestepsSaysSo() throws IOException {
    Cli run = sample("-n", "1", "--sampler", "euler", "--steps", "karras:5", "--json");
    JsonNode record = new ObjectMapper().readTree(run.out());
    assertThat(record.at("/plan/steps").asText()).isEqualTo("karras:5");
    assertThat(record.at("/timesteps/0").isIntegralNumber()).isTrue();
    assertThat(record.at("/timesteps/2").asDouble())
        .isNotEqualTo(record.at("/timesteps/2").asInt());
  }

  @Test
  void anImageDoesNotDependOnHowManyAreDrawn() throws IOException {
    assertThat(sample("-n", "2", "--each").exit()).isZero();
    byte[] second = Files.readAllBytes(temp.resolve("sample-001.png"));

    assertThat(sample("-n", "9", "--each").exit()).isZero();

    assertThat(temp.resolve("sample-001.png")).hasBinaryContent(second);
    assertThat(Files.readAllBytes(temp.resolve("sample-008.png"))).isNotEqualTo(second);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-n=0",
        "--size=12",
        "--rows=1 --cols=2",
        "--steps=0",
        "--eta=3 --sampler=ddim",
        "--eta=1 --sampler=ddpm",
        "--sampler=langevin --steps=ddim50",
        "--sampler=eulr",
        "--steps=karras:0",
        "--class=1",
        "--guidance=cg:3",
        "--guidance-rescale=0.7"
      })
  void badUsage(String options) {
    Cli run = sample((Object[]) options.split(" "));

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1);
  }
}
