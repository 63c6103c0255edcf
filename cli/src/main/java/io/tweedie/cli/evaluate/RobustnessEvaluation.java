package io.tweedie.cli.evaluate;

import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.core.attack.ImageClassifier;
import io.tweedie.core.tensor.Batching;
import io.tweedie.core.tensor.Compute;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.eval.robust.AttackedShare;
import io.tweedie.eval.robust.ClassifierFindings;
import io.tweedie.eval.robust.Examined;
import io.tweedie.eval.robust.LabelledBatch;
import io.tweedie.eval.robust.RobustnessExperiment;
import io.tweedie.eval.robust.RobustnessExperiment.Entry;
import io.tweedie.eval.robust.RobustnessResults;
import io.tweedie.eval.robust.RobustnessRun;
import io.tweedie.models.checkpoint.Sha256;
import io.tweedie.models.prior.Classifier;
import io.tweedie.models.prior.ModelSpec;
import io.tweedie.restore.Models;
import io.tweedie.restore.record.RunRecord;
import io.tweedie.restore.spec.ComputeSpec;
import io.tweedie.train.data.Examples;
import io.tweedie.train.data.LabelledImages;
import io.tweedie.train.data.ShownImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** An experiment on classifiers, as {@code tweedie evaluate} runs it. */
final class RobustnessEvaluation {

  private final RobustnessExperiment experiment;
  private final CommonOptions common;
  private final Compute compute;
  private final DataSet data;
  private final Map<String, Path> folders = new LinkedHashMap<>();

  /**
   * Finds the classifiers; loads nothing yet.
   *
   * @throws IllegalArgumentException if the experiment cannot be carried out
   */
  RobustnessEvaluation(RobustnessExperiment experiment, CommonOptions common, ComputeSpec compute)
      throws IOException {
    this.experiment = experiment;
    this.common = common;
    this.data = new DataSet(Path.of(experiment.data()));
    this.compute = compute.forSmallImages().compute().with(Batching.FAST);
    for (Entry entry : experiment.classifiers()) {
      folders.put(entry.name(), Models.folder(entry.model()));
    }
  }

  /**
   * Runs the experiment and tells its results.
   *
   * @param file it was read from
   */
  void run(Path file) throws IOException {
    common.startBackend();
    Map<String, String> hashes = new LinkedHashMap<>();
    for (Map.Entry<String, Path> each : folders.entrySet()) {
      Path folder = each.getValue();
      Path weights = ModelSpec.read(folder.resolve(ModelSpec.FILE)).weightsIn(folder);
      hashes.put(each.getKey(), Sha256.of(weights) + " " + compute);
    }
    RunRecord record = common.record().input(file).put("classifiers", hashes);
    RunInfo info =
        RunInfo.here(
            String.join(", ", hashes.keySet()), String.join(", ", hashes.values()), common.line());
    try (PartsProgress listener = new PartsProgress(common, "parts")) {
      RobustnessResults results =
          new RobustnessRun(experiment, info, hashes, common.out()).run(this::load, listener);
      record.outputs(common.out(), "report.html", "results.csv", "results.json");
      common.result(record.write(common.out()), lines(results));
    }
  }

  private Examined load(Entry entry) {
    try {
      return new Loaded(Classifier.load(folders.get(entry.name())), data, compute);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** The data set of the experiment, each part of which is read once, when it is first needed. */
  private static final class DataSet {

    private final Path folder;
    private LabelledImages tests;
    private LabelledImages trained;

    DataSet(Path folder) {
      this.folder = folder;
    }

    ShownImages tests() {
      tests = tests == null ? read(LabelledImages::test) : tests;
      return new ShownImages(tests, folder);
    }

    ShownImages trained() {
      trained = trained == null ? read(LabelledImages::training) : trained;
      return new ShownImages(trained, folder);
    }

    private interface Reader {

      LabelledImages read(Path folder) throws IOException;
    }

    private LabelledImages read(Reader reader) {
      try {
        return reader.read(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }
  }

  /** A classifier of this process and the images that it is shown. */
  private record Loaded(Classifier loaded, DataSet data, Compute compute) implements Examined {

    @Override
    public ImageClassifier classifier() {
      return images -> loaded.logits(images, compute);
    }

    @Override
    public int classes() {
      return loaded.classes();
    }

    @Override
    public int testImages() {
      return data.tests().images().size();
    }

    @Override
    public void tests(int count, Consumer<LabelledBatch> visitor) {
      show(data.tests(), count, visitor);
    }

    @Override
    public void trained(int count, Consumer<LabelledBatch> visitor) {
      show(data.trained(), count, visitor);
    }

    private void show(ShownImages images, int count, Consumer<LabelledBatch> visitor) {
      images.each(loaded, count, (first, shown) -> visitor.accept(batch(first, shown)));
    }

    private static LabelledBatch batch(int first, Examples shown) {
      return new LabelledBatch(first, shown.images(), shown.labels());
    }

    @Override
    public void close() {
      loaded.close();
    }
  }

  private List<String> lines(RobustnessResults results) {
    List<String> lines = new ArrayList<>();
    for (ClassifierFindings found : results.classifiers()) {
      lines.add(found.name());
      for (AttackedShare share : found.attacked()) {
        lines.add(
            String.format(
                Locale.ROOT, "  eps %-5s     %6.2f %%", share.eps(), 100 * share.accuracy()));
      }
      found
          .paths()
          .keySet()
          .forEach(
              path ->
                  lines.add(
                      String.format(
                          Locale.ROOT,
                          "  %-10s    %6.2f %% on the mean",
                          path.word(),
                          100 * found.meanAccuracy(path).orElseThrow())));
      found
          .energies()
          .ifPresent(
              energies ->
                  lines.add(
                      String.format(
                          Locale.ROOT,
                          "  E(x)          %6.2f on the mean",
                          energies.mean().stream().mapToDouble(e -> e).average().orElseThrow())));
    }
    lines.add("-> " + common.out().resolve("report.html"));
    return lines;
  }
}
