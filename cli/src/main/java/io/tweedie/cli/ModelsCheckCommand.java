package io.tweedie.cli;

import io.tweedie.eval.settings.RecordSettings;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.DType;
import io.tweedie.models.checkpoint.TensorInfo;
import io.tweedie.models.nn.LoadReport;
import io.tweedie.models.nn.Network;
import io.tweedie.models.prior.KnownModels;
import io.tweedie.models.prior.ModelSpec;
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
      "Checks a checkpoint file, and whether it is of a model.",
      "",
      "Without --config it is held against all models that are known. Exits with 1 if the file is"
          + " damaged or not of the model asked for."
    },
    footer = {
      "",
      "  tweedie models check 256x256_diffusion_uncond.pt",
      "  tweedie models check my.pt --config flags.json --prefix model"
    })
final class ModelsCheckCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "FILE", description = "A .pt, .pth or .safetensors file.")
  private Path file;

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
    try (Checkpoint whole = Checkpoint.open(file)) {
      Checkpoint checkpoint = prefix.isEmpty() ? whole : whole.under(prefix);
      Map<String, Object> json = contents(checkpoint);
      List<String> lines = new ArrayList<>();
      lines.add(
          "%s: %s tensors, %s elements, %s"
              .formatted(file, json.get("tensors"), json.get("elements"), json.get("dtypes")));
      return config == null ? identify(checkpoint, json, lines) : compare(checkpoint, json, lines);
    }
  }

  private static Map<String, Object> contents(Checkpoint checkpoint) {
    Map<DType, Integer> dtypes = new LinkedHashMap<>();
    long elements = 0;
    for (TensorInfo tensor : checkpoint.tensors().values()) {
      dtypes.merge(tensor.dtype(), 1, Integer::sum);
      elements += tensor.shape().stream().reduce(1L, Math::multiplyExact);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", checkpoint.file().toString());
    json.put("tensors", checkpoint.tensors().size());
    json.put("elements", elements);
    json.put("dtypes", RecordSettings.names(dtypes));
    return json;
  }

  private int compare(Checkpoint checkpoint, Map<String, Object> json, List<String> lines)
      throws Exception {
    ModelSpec spec = common.understood(() -> ModelOptions.description(config));
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

  private int identify(Checkpoint checkpoint, Map<String, Object> json, List<String> lines)
      throws IOException {
    List<String> fitting = new ArrayList<>();
    for (String name : Stream.concat(Zoo.names().stream(), KnownModels.names().stream()).toList()) {
      if (report(checkpoint, ModelOptions.description(name)).isComplete()) {
        fitting.add(name);
      }
    }
    json.put("models", fitting);
    lines.add(
        fitting.isEmpty()
            ? "it is of no model known here; give its configuration with --config"
            : "it has the parameters of " + String.join(" and of ", fitting));
    common.result(json, lines);
    return ExitCode.OK;
  }

  private static LoadReport report(Checkpoint checkpoint, ModelSpec spec) {
    try (Network network = spec.network()) {
      return network.parameters().compare(checkpoint);
    }
  }
}
