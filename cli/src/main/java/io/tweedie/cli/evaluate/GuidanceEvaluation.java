package io.tweedie.cli.evaluate;

import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.eval.guidance.GuidanceCell;
import io.tweedie.eval.guidance.GuidanceExperiment;
import io.tweedie.eval.guidance.GuidanceNetworks;
import io.tweedie.eval.guidance.GuidanceResults;
import io.tweedie.eval.guidance.GuidanceRun;
import io.tweedie.models.checkpoint.Sha256;
import io.tweedie.models.prior.ClassPriors;
import io.tweedie.models.prior.Classifier;
import io.tweedie.models.prior.Model;
import io.tweedie.models.prior.ModelSpec;
import io.tweedie.restore.Models;
import io.tweedie.restore.record.RunRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An experiment on guidance, as {@code tweedie evaluate} runs it. */
final class GuidanceEvaluation {

  private final GuidanceExperiment experiment;
  private final CommonOptions common;
  private final Path model;
  private final Path classifier;
  private final Path judge;

  /**
   * Finds what the experiment names; loads nothing yet.
   *
   * @throws IllegalArgumentException if the experiment cannot be carried out
   */
  GuidanceEvaluation(GuidanceExperiment experiment, CommonOptions common) throws IOException {
    if (common.given("--seed")) {
      throw new IllegalArgumentException("the seed of an experiment is in its file");
    }
    this.experiment = experiment;
    this.common = common;
    this.model = Models.folder(experiment.model());
    this.classifier = Models.folder(experiment.classifier());
    this.judge = Models.folder(experiment.judge());
    ModelSpec spec = spec(model);
    experiment.guidances().forEach(guidance -> ClassPriors.requireServes(spec, guidance));
    if (spec.imageSize() == null) {
      throw new IllegalArgumentException(
          "model %s has no image_size; the experiment needs one".formatted(spec.name()));
    }
  }

  private static ModelSpec spec(Path folder) throws IOException {
    return ModelSpec.read(folder.resolve(ModelSpec.FILE));
  }

  private static String hash(Path folder) throws IOException {
    return Sha256.of(folder.resolve(spec(folder).weights()));
  }

  /**
   * Runs the experiment and tells its results.
   *
   * @param file it was read from
   */
  void run(Path file) throws IOException {
    common.startBackend();
    Map<String, Object> hashes = new LinkedHashMap<>();
    for (Path folder : List.of(model, classifier, judge)) {
      hashes.put(spec(folder).name(), hash(folder));
    }
    RunRecord record = common.record().input(file).put("networks", hashes);
    Files.createDirectories(common.out());
    RunInfo info =
        RunInfo.here(
            spec(model).name(),
            String.join(" ", hashes.values().stream().map(String::valueOf).toList()),
            common.line());
    try (GuidanceProgress listener = new GuidanceProgress(common, "cells")) {
      GuidanceResults results =
          new GuidanceRun(experiment, info, common.out()).run(this::load, listener);
      record.outputs(common.out(), "report.html", "results.csv", "results.json", "curves.png");
      record.put("cells", results.cells());
      common.result(record.write(common.out()), lines(results));
    }
  }

  private GuidanceNetworks load() {
    try {
      return new GuidanceNetworks(
          Model.load(model), Classifier.load(classifier), Classifier.load(judge));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private List<String> lines(GuidanceResults results) {
    List<String> lines = new ArrayList<>();
    for (GuidanceCell cell : results.cells()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%-8s %5.1f   accuracy %5.1f %% by the judge, %5.1f %% by the classifier,"
                  + " diversity %.3f",
              cell.form(),
              cell.scale(),
              100 * cell.judgeAccuracy(),
              100 * cell.classifierAccuracy(),
              cell.diversity()));
    }
    lines.add("-> " + common.out().resolve("report.html"));
    return lines;
  }
}
