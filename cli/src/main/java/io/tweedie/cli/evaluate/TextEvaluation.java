package io.tweedie.cli.evaluate;

import io.tweedie.cli.run.ModelOptions;
import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.core.file.Folders;
import io.tweedie.core.tensor.Compute;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.eval.metric.ClipScore;
import io.tweedie.eval.scene.SceneJudge;
import io.tweedie.eval.text.TextExperiment;
import io.tweedie.eval.text.TextNetworks;
import io.tweedie.eval.text.TextResults;
import io.tweedie.eval.text.TextRun;
import io.tweedie.eval.text.Wanted;
import io.tweedie.models.clip.ClipFiles;
import io.tweedie.models.prior.ModelSource;
import io.tweedie.restore.Beginning;
import io.tweedie.restore.Drawn;
import io.tweedie.restore.Event;
import io.tweedie.restore.Models;
import io.tweedie.restore.Pipelines;
import io.tweedie.restore.TextPipeline;
import io.tweedie.restore.TextToImageGenerator;
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
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.BooleanSupplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** An experiment on text to image, as {@code tweedie evaluate} runs it. */
final class TextEvaluation implements AutoCloseable {

  private final TextExperiment experiment;
  private final CommonOptions common;
  private final TextPipeline pipeline;
  private final Optional<Path> clip;
  private final Optional<Path> judge;

  /**
   * Finds what the experiment names; loads nothing yet.
   *
   * @throws IllegalArgumentException if the experiment cannot be carried out
   */
  TextEvaluation(TextExperiment experiment, CommonOptions common, ModelOptions models)
      throws IOException {
    if (common.given("--config") || common.given("--weights")) {
      throw new IllegalArgumentException(
          "pictures of texts are drawn by a model that ships or a folder; name it with --model");
    }
    TextExperiment said =
        common.given("--model") ? experiment.withModel(models.choice().name()) : experiment;
    this.common = common;
    this.pipeline = Pipelines.open(said.model(), models.compute());
    this.experiment = isOfScenes() || said.judge() == null ? said : unjudged(said);
    this.clip = clip(this.experiment, pipeline);
    this.judge =
        this.experiment.judge() == null
            ? Optional.empty()
            : Optional.of(Models.folder(this.experiment.judge()));
    for (Wanted wanted : this.experiment.pictures()) {
      generator(wanted).close();
    }
  }

  private boolean isOfScenes() {
    return pipeline.files().usualShape().equals(TextRun.SCENE);
  }

  private TextExperiment unjudged(TextExperiment said) {
    common.note(
        "%s does not draw pictures of 64 x 64, which are all that %s judges; its columns are left out"
            .formatted(pipeline.name(), said.judge()));
    return said.unjudged();
  }

  /** The one that is named, or that of the pipeline. */
  private static Optional<Path> clip(TextExperiment experiment, TextPipeline pipeline)
      throws IOException {
    Path own = pipeline.files().folder().resolve(Pipelines.CLIP);
    if (experiment.clip() != null) {
      return Optional.of(Pipelines.clip(experiment.clip()));
    }
    return Files.isDirectory(own) ? Optional.of(own) : Optional.empty();
  }

  private TextToImageGenerator generator(Wanted wanted) {
    return TextToImageGenerator.of(pipeline, experiment.spec(wanted), Beginning.NOISE);
  }

  /**
   * Runs the experiment and tells its results.
   *
   * @param file it was read from
   */
  void run(Path file) throws IOException {
    common.startBackend();
    RunRecord record = common.record().input(file);
    record.model(pipeline.name(), pipeline.hashes(), pipeline.compute());
    Folders.make(common.out());
    RunInfo info =
        RunInfo.here(
            pipeline.name(),
            String.join(" ", pipeline.hashes().values()) + " " + pipeline.compute(),
            common.line());
    try (PartsProgress listener = new PartsProgress(common, "pictures")) {
      TextResults results =
          new TextRun(experiment, info, lookers(), common.out()).run(this::load, listener);
      record.outputs(common.out(), "report.html", "results.csv", "results.json");
      record.put("accuracy", results.accuracies()).put("agreement", results.agreements());
      common.result(record.write(common.out()), lines(results));
    }
  }

  /** CLIP and judge by their weights. */
  private String lookers() throws IOException {
    String scored = clip.isEmpty() ? "none" : ClipFiles.hash(clip.get());
    String judged = judge.isEmpty() ? "none" : ModelSource.folder(judge.get()).hash();
    return "clip %s, judge %s".formatted(scored, judged);
  }

  private TextNetworks load() {
    try {
      Optional<ClipScore> score =
          clip.isEmpty()
              ? Optional.empty()
              : Optional.of(ClipScore.load(clip.get(), Compute.STANDARD));
      Optional<SceneJudge> seeing =
          judge.isEmpty() ? Optional.empty() : Optional.of(SceneJudge.load(judge.get()));
      return new TextNetworks(
          this::paint,
          score.map(clip -> (picture, prompt) -> cosine(clip, picture, prompt)),
          seeing,
          () -> {
            score.ifPresent(ClipScore::close);
            seeing.ifPresent(SceneJudge::close);
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private TextNetworks.Painted paint(Wanted wanted, BooleanSupplier step) {
    try (TextToImageGenerator generator = generator(wanted)) {
      Drawn drawn = generator.draw(wanted.number(), Optional.empty(), event -> tell(event, step));
      drawn.initial().close();
      drawn.latents().close();
      return new TextNetworks.Painted(drawn.picture(), drawn.nfe());
    }
  }

  private static void tell(Event event, BooleanSupplier step) {
    if (!step.getAsBoolean()) {
      event.cancel();
    }
  }

  private static double cosine(ClipScore clip, Tensor picture, String prompt) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      return ClipScore.cosines(clip.images(picture), clip.texts(List.of(prompt)))[0][0];
    }
  }

  /** A line for each scale. */
  private static List<String> byAspect(TextResults results) {
    Map<Double, StringJoiner> lines = new LinkedHashMap<>();
    for (TextResults.Aspect aspect : results.aspects()) {
      String scale = String.format(Locale.ROOT, "at scale %4.1f: ", aspect.scale());
      lines
          .computeIfAbsent(aspect.scale(), any -> new StringJoiner(", ", scale, ""))
          .add(
              String.format(
                  Locale.ROOT, "%s %.0f %%", aspect.aspect(), 100 * aspect.tally().share()));
    }
    return lines.values().stream().map(StringJoiner::toString).toList();
  }

  private List<String> lines(TextResults results) {
    List<String> lines = new ArrayList<>();
    results
        .accuracies()
        .forEach(
            cell ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "%-6s captions at scale %4.1f: %5.1f %% of attributes right (+- %.1f)",
                        cell.length(),
                        cell.scale(),
                        100 * cell.share(),
                        100 * cell.error())));
    lines.addAll(byAspect(results));
    results
        .agreements()
        .forEach(
            (of, agreement) ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "CLIP and judge on %s (%d): Spearman %.3f, Kendall %.3f",
                        of,
                        agreement.size(),
                        agreement.spearman(),
                        agreement.kendall())));
    lines.add("-> " + common.out().resolve("report.html"));
    return lines;
  }

  /** Frees the networks that draw. */
  @Override
  public void close() {
    pipeline.close();
  }
}
