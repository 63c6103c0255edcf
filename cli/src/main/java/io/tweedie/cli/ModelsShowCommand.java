package io.tweedie.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tweedie.models.gan.Generator;
import io.tweedie.models.nn.ClassifyingNetwork;
import io.tweedie.models.nn.Network;
import io.tweedie.models.prior.KnownModels;
import io.tweedie.models.prior.ModelSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tweedie models show}. */
@Command(
    name = "show",
    description = "Describes a model: architecture, number of parameters, and its card.",
    footer = {"", "  tweedie models show photos", "  tweedie models show ffhq-256"})
final class ModelsShowCommand implements Callable<Integer> {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a description has by default, and means nothing for a classifier. */
  private static final List<String> OF_DENOISERS = List.of("prediction");

  /** The same for a classifier of clean images, and for the generator of a GAN. */
  private static final List<String> OF_DIFFUSION = List.of("prediction", "schedule", "steps");

  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "MODEL",
      description = "One that ships, a public one, or a folder with a model.json.")
  private String model;

  @Override
  public Integer call() throws Exception {
    ModelSpec spec = common.understood(() -> ModelOptions.description(model));
    ObjectNode json = JSON.valueToTree(spec);
    List<String> lines = new ArrayList<>();
    try (Network network = spec.network()) {
      json.put("parameters", network.parameters().elements());
      json.put("size_multiple", network.sizeMultiple());
      if (network instanceof ClassifyingNetwork classifier) {
        json.remove(classifier.knowsNoise() ? OF_DENOISERS : OF_DIFFUSION);
      } else if (network instanceof Generator) {
        json.remove(OF_DIFFUSION);
      }
    }
    lines.addAll(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json).lines().toList());
    if (!KnownModels.names().contains(model)) {
      Path card = ModelOptions.folder(model).resolve("card.md");
      if (Files.exists(card)) {
        json.put("card", Files.readString(card));
        lines.add("");
        lines.addAll(Files.readAllLines(card));
      }
    }
    common.result(json, lines);
    return ExitCode.OK;
  }
}
