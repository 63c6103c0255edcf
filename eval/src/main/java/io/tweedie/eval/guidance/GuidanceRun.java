package io.tweedie.eval.guidance;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.guidance.Guidance;
import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Shape;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.models.prior.ClassPriors;
import io.tweedie.models.prior.Model;
import io.tweedie.restore.sampler.DiffusionSampler;
import io.tweedie.restore.sampler.Drawing;
import io.tweedie.restore.sampler.Sampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Carries out a {@link GuidanceExperiment}. Under the output folder it writes {@code results.csv},
 * {@code results.json}, {@code report.html}, {@code curves.png} and, as soon as it is measured,
 * each cell with a page of its images in {@code cells/}. An experiment that was interrupted goes on
 * with the cells that are missing; a cell that was measured under other settings is measured again.
 */
public final class GuidanceRun {

  /** Whole batches at once: fastest for images as small as these. */
  private static final Compute COMPUTE = Compute.REFERENCE;

  private final GuidanceExperiment experiment;
  private final RunInfo info;
  private final Path out;
  private final GuidanceFiles files;

  /**
   * Prepares; does nothing yet.
   *
   * @param experiment what to do
   * @param info for the head of the report; its hash must tell all three networks
   * @param out folder for everything that is written; made if missing
   */
  public GuidanceRun(GuidanceExperiment experiment, RunInfo info, Path out) {
    this.experiment = experiment;
    this.info = info;
    this.out = out;
    this.files = new GuidanceFiles(out.resolve("cells"));
  }

  /**
   * Runs what is missing and writes the report.
   *
   * @param networks asked once, and only if there is something to do; freed at the end
   * @param listener hears of every step
   * @return all cells, old and new
   * @throws java.util.concurrent.CancellationException if the listener asked to stop; what is
   *     finished stays
   * @throws IOException if results cannot be written
   */
  public GuidanceResults run(Supplier<GuidanceNetworks> networks, GuidanceListener listener)
      throws IOException {
    Backend.initialize();
    List<Guidance> missing = new ArrayList<>();
    for (Guidance guidance : experiment.guidances()) {
      if (files.find(guidance, settings(guidance)).isEmpty()) {
        missing.add(guidance);
      }
    }
    int all = experiment.guidances().size();
    listener.planned(all, all - missing.size());
    if (!missing.isEmpty()) {
      try (GuidanceNetworks loaded = networks.get()) {
        missing.forEach(guidance -> measure(guidance, loaded, listener));
      }
    }
    GuidanceResults results = new GuidanceResults(experiment, info, files.folder(), cells());
    Files.createDirectories(out);
    results.write(out);
    return results;
  }

  private List<GuidanceCell> cells() {
    return experiment.guidances().stream()
        .map(guidance -> files.find(guidance, settings(guidance)).orElseThrow())
        .toList();
  }

  private String settings(Guidance guidance) {
    return String.format(
        Locale.ROOT,
        "%s, %s, %d per class, seed %d, networks %s",
        guidance,
        experiment.plan(),
        experiment.perClass(),
        experiment.seed(),
        info.modelHash());
  }

  private void measure(Guidance guidance, GuidanceNetworks networks, GuidanceListener listener) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      ClassPriors priors =
          new ClassPriors(networks.model().prepare(COMPUTE), Optional.of(networks.classifier()));
      Drawing drawing = drawing(networks.model());
      Sampler sampler = drawing.sampler();
      listener.began(guidance.name(), drawing.steps());
      long start = System.nanoTime();
      Tensor images =
          drawing.draw(
              label ->
                  priors.of(
                      Condition.classes(label), guidance, sampler.levels(), sampler.variance()),
              experiment.seed(),
              (done, x, x0) -> done == 0 || listener.stepped());
      double seconds = (System.nanoTime() - start) / 1e9;

      int classes = networks.judge().classes();
      double count = images.size(0);
      double[] byClassifier =
          Judged.accuracies(networks.classifier().logits(images, COMPUTE), classes);
      double[] byJudge = Judged.accuracies(networks.judge().logits(images, COMPUTE), classes);
      GuidanceCell cell =
          new GuidanceCell(
              guidance.word(),
              guidance.scale(),
              (int) count,
              DoubleStream.of(byClassifier).average().orElseThrow(),
              Arrays.stream(byJudge).boxed().toList(),
              Judged.diversity(images, classes),
              priors.counter().prior() / count,
              priors.counter().classifier() / count,
              seconds / count);
      ClassPage.of(images, classes).writePng(files.picture(cell.form(), cell.scale()));
      files.save(cell, settings(guidance));
      listener.finished(cell);
    }
  }

  /** Images of every class, one class after the other, from the same noise whatever guides. */
  private Drawing drawing(Model model) {
    int side = model.spec().imageSize();
    return new Drawing(
        new DiffusionSampler(model.schedule(), experiment.plan()),
        new Shape(model.network().inChannels(), side, side),
        0,
        Math.toIntExact(model.spec().classes() * experiment.perClass()),
        experiment.perClass());
  }
}
