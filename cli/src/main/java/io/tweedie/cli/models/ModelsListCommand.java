package io.tweedie.cli.models;

import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.models.pipeline.PipelineFolder;
import io.tweedie.models.prior.KnownModels;
import io.tweedie.models.prior.ModelSpec;
import io.tweedie.restore.Models;
import io.tweedie.zoo.Zoo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code tweedie models list}. */
@Command(
    name = "list",
    description = "Lists the models that ship, and public ones whose checkpoints it can use.",
    footer = {"", "  tweedie models list", "  tweedie models list --json"})
final class ModelsListCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws Exception {
    List<Object> json = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    lines.add("Models that ship, for --model, and classifiers, for --classifier:");
    for (String name : Zoo.names()) {
      ModelSpec spec = Models.description(name);
      json.add(describe(name, spec, true));
      lines.add(line(name, spec.summary()));
    }
    pipelines(json, lines);
    lines.add("");
    lines.add("Public models, for --config with --weights; their checkpoints lie elsewhere:");
    for (String name : KnownModels.names()) {
      ModelSpec spec = KnownModels.named(name);
      json.add(describe(name, spec, false));
      lines.add(line(name, spec.summary()));
      lines.add(" ".repeat(23) + spec.source());
    }
    common.result(Map.of("models", json), lines);
    return ExitCode.OK;
  }

  private static void pipelines(List<Object> json, List<String> lines) throws IOException {
    List<String> names = Zoo.pipelines();
    if (!names.isEmpty()) {
      lines.add("");
      lines.add("Text-to-image models that ship, for generate:");
    }
    for (String name : names) {
      PipelineFolder pipeline = PipelineFolder.open(Zoo.folder(name));
      json.add(describe(name, pipeline));
      lines.add(line(name, pipeline.card().summary()));
    }
  }

  private static Map<String, Object> describe(String name, PipelineFolder pipeline) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("name", name);
    description.put("ships", true);
    description.put("summary", pipeline.card().summary());
    description.put("architecture", pipeline.parts().type());
    description.put("image_size", pipeline.usualShape().width());
    description.put("source", null);
    return description;
  }

  private static String line(String name, String summary) {
    return "  %-20s %s".formatted(name, summary);
  }

  private static Map<String, Object> describe(String name, ModelSpec spec, boolean ships) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("name", name);
    description.put("ships", ships);
    description.put("summary", spec.summary());
    description.put("architecture", spec.architecture());
    description.put("image_size", spec.imageSize());
    description.put("source", spec.source());
    return description;
  }
}
