package io.tweedie.cli.models;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.core.file.TextFile;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.nn.ClassifyingNetwork;
import io.tweedie.models.nn.DenoisingNetwork;
import io.tweedie.models.nn.Network;
import io.tweedie.models.prior.KnownModels;
import io.tweedie.models.prior.ModelSpec;
import io.tweedie.restore.Models;
import io.tweedie.restore.Pipelines;
import io.tweedie.zoo.Zoo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tweedie models show}. */
@Command(
    name = "show",
    description = {
      "Describes a model: architecture, number of parameters, and its card.",
      "",
      "Of a checkpoint, which is a part of a model, it lists the tensors."
    },
    footer = {
      "",
      "  tweedie models show photos",
      "  tweedie models show ffhq-256",
      "  tweedie models show my.pt"
    })
final class ModelsShowCommand implements Callable<Integer> {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a description has by default, and means nothing for a classifier. */
  private static final List<String> OF_DENOISERS = List.of("prediction");

  /** The same for a classifier of clean images, and for networks that are not of diffusion. */
  private static final List<String> OF_DIFFUSION = List.of("prediction", "schedule", "steps");

  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "MODEL",
      description =
          "One that ships, a public one, a folder with a model.json or of diffusers, or a .pt, .pth"
              + " or .safetensors file.")
  private String model;

  @Override
  public Integer call() throws Exception {
    if (isCheckpoint()) {
      return showCheckpoint(Path.of(model));
    }
    Path folder = Pipelines.path(model);
    if (FolderSummary.isFor(folder)) {
      return showFolder(folder);
    }
    ModelSpec spec = common.understood(() -> Models.description(model));
    ObjectNode json = JSON.valueToTree(spec);
    List<String> lines = new ArrayList<>();
    try (Network network = spec.network()) {
      json.put("parameters", network.parameters().elements());
      json.put("size_multiple", network.sizeMultiple());
      if (network instanceof ClassifyingNetwork classifier) {
        json.remove(classifier.knowsNoise() ? OF_DENOISERS : OF_DIFFUSION);
      } else if (!(network instanceof DenoisingNetwork)) {
        json.remove(OF_DIFFUSION);
      }
    }
    lines.addAll(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json).lines().toList());
    if (!KnownModels.names().contains(model)) {
      for (String card : card(Models.folder(model))) {
        json.put("card", card);
        lines.add("");
        lines.addAll(card.lines().toList());
      }
    }
    common.result(json, lines);
    return ExitCode.OK;
  }

  /** The card in a folder, if there is one. */
  private static List<String> card(Path folder) throws IOException {
    Path card = folder.resolve("card.md");
    return Files.exists(card) ? List.of(TextFile.read(card)) : List.of();
  }

  private int showFolder(Path folder) throws Exception {
    FolderSummary summary = common.understood(() -> FolderSummary.of(folder));
    Map<String, Object> json = new LinkedHashMap<>(summary.json());
    List<String> lines = new ArrayList<>(summary.lines());
    for (String card : card(folder)) {
      json.put("card", card);
      lines.add("");
      lines.addAll(card.lines().toList());
    }
    common.result(json, lines);
    return ExitCode.OK;
  }

  /** Whether it is a file, and none of the JSON that describes a model. */
  private boolean isCheckpoint() throws IOException {
    if (KnownModels.names().contains(model) || Zoo.names().contains(model)) {
      return false;
    }
    Path path = Path.of(model);
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(path)) {
      // The length that safetensors begins with has zeros, which text has not.
      String start = new String(in.readNBytes(Long.BYTES), StandardCharsets.ISO_8859_1);
      return !start.strip().startsWith("{") || start.indexOf('\0') >= 0;
    }
  }

  private int showCheckpoint(Path file) {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      CheckpointSummary summary = CheckpointSummary.of(checkpoint);
      Map<String, Object> json = summary.json();
      Map<String, Object> listed = new LinkedHashMap<>();
      List<String> lines = new ArrayList<>(summary.lines());
      checkpoint
          .tensors()
          .forEach(
              (name, tensor) -> {
                listed.put(name, Map.of("dtype", tensor.dtype(), "shape", tensor.shape()));
                lines.add("  %s %s %s".formatted(name, tensor.dtype(), tensor.shape()));
              });
      json.put("listed", listed);
      lines.add("a checkpoint; 'tweedie models check' tells of which model it is");
      common.result(json, lines);
      return ExitCode.OK;
    }
  }
}
