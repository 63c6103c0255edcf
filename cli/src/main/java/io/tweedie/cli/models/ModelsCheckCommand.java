package io.tweedie.cli.models;

import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.diffusers.CompVisCheckpoint;
import io.tweedie.models.diffusers.FolderCheck.Finding;
import io.tweedie.models.nn.LoadReport;
import io.tweedie.models.nn.Network;
import io.tweedie.models.prior.KnownModels;
import io.tweedie.models.prior.ModelSpec;
import io.tweedie.restore.Models;
import io.tweedie.restore.Pipelines;
import io.tweedie.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tweedie models check}. */
@Command(
    name = "check",
    description = {
      "Checks a checkpoint file, and whether it is of a model; or a folder of diffusers.",
      "",
      "Of a folder it tells what is in it, what is missing and what would not work.",
      "",
      "Without --config it is held against all models that are known. Exits with 1 if the file is"
          + " damaged, has no tensors or some that cannot be read, or is not of the model asked"
          + " for."
          + " Classes and functions that a pickle names are listed and never called."
    },
    footer = {
      "",
      "  tweedie models check 256x256_diffusion_uncond.pt",
      "  tweedie models check my.pt --config flags.json --prefix model",
      "  tweedie models check stable-diffusion-v1-5/"
    })
final class ModelsCheckCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "FILE|DIR|NAME",
      description =
          "A .pt, .pth, .bin or .safetensors file, the index of several, a folder of diffusers, or a"
              + " text-to-image model that ships.")
  private String named;

  @Option(
      names = "--config",
      paramLabel = "NAME|FILE",
      description = "The model that it should be of: a name, a model.json, or flags as JSON.")
  private String config;

  @Option(
      names = "--prefix",
      paramLabel = "P",
      defaultValue = "",
      description = "The part of the tensors' names, before a dot, that the model's lack.")
  private String prefix;

  @Override
  public Integer call() throws Exception {
    Path file = Pipelines.path(named);
    if (FolderSummary.isFor(file)) {
      FolderSummary summary = FolderSummary.of(file);
      common.result(summary.json(), summary.lines());
      return summary.isSound() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
    try (Checkpoint whole = Checkpoint.open(file)) {
      Checkpoint checkpoint = prefix.isEmpty() ? whole : whole.under(prefix);
      CheckpointSummary summary = CheckpointSummary.of(checkpoint);
      Map<String, Object> json = summary.json();
      List<String> lines = new ArrayList<>(summary.lines());
      if (config != null) {
        return compare(checkpoint, json, lines);
      }
      if (!checkpoint.tensors().isEmpty()) {
        identify(checkpoint, json, lines);
      }
      common.result(json, lines);
      return summary.isSound() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  private int compare(Checkpoint checkpoint, Map<String, Object> json, List<String> lines)
      throws Exception {
    ModelSpec spec = common.understood(() -> Models.description(config));
    LoadReport report = report(checkpoint, spec);
    json.put("model", spec.name());
    json.put("fits", report.isComplete());
    json.put("matching", report.loaded().size());
    json.put("missing", report.missing());
    json.put("unexpected", report.unexpected());
    json.put("misfits", report.misfits().stream().map(Object::toString).toList());
    lines.addAll(report.toString().lines().toList());
    lines.add(report.isComplete() ? "it is of " + spec.name() : "it is not of " + spec.name());
    common.result(json, lines);
    return report.isComplete() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static void identify(Checkpoint checkpoint, Map<String, Object> json, List<String> lines)
      throws IOException {
    List<String> fitting = new ArrayList<>();
    Map<String, String> below = new LinkedHashMap<>();
    for (String name : Stream.concat(Zoo.names().stream(), KnownModels.names().stream()).toList()) {
      ModelSpec spec = Models.description(name);
      LoadReport report = report(checkpoint, spec);
      if (report.isComplete()) {
        fitting.add(name);
      } else if (report.prefix().isPresent()
          && report(checkpoint.under(report.prefix().get()), spec).isComplete()) {
        below.put(name, report.prefix().get());
      }
    }
    json.put("models", fitting);
    json.put("models_below", below);
    below.forEach(
        (name, part) ->
            lines.add(
                "below '%s.' it has the parameters of %s; take --prefix %s"
                    .formatted(part, name, part)));
    if (CompVisCheckpoint.isOne(checkpoint)) {
      List<Finding> findings = new CompVisCheckpoint(checkpoint.file()).check();
      json.put("parts", FolderSummary.parts(findings));
      lines.add("it has the networks of a text-to-image pipeline; as of Stable Diffusion 1:");
      lines.addAll(FolderSummary.lines(findings));
    } else if (!fitting.isEmpty()) {
      lines.add("it has the parameters of " + String.join(" and of ", fitting));
    } else if (below.isEmpty()) {
      lines.add("it is of no model known here; give its configuration with --config");
    }
  }

  private static LoadReport report(Checkpoint checkpoint, ModelSpec spec) {
    try (Network network = spec.network()) {
      return network.parameters().compare(network.named(checkpoint));
    }
  }
}
