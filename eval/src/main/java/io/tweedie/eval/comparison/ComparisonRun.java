package io.tweedie.eval.comparison;

import static org.bytedeco.pytorch.global.torch.arange;

import com.fasterxml.jackson.core.type.TypeReference;
import io.tweedie.core.file.Folders;
import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Compute;
import io.tweedie.eval.comparison.GuidanceComparison.Way;
import io.tweedie.eval.grid.PartsListener;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.eval.grid.StoredResult;
import io.tweedie.eval.metric.Contrast;
import io.tweedie.eval.robust.EnergyStatistics;
import io.tweedie.eval.text.Saturation;
import io.tweedie.models.checkpoint.Sha256;
import io.tweedie.models.nn.ClassifyingNetwork;
import io.tweedie.models.prior.ClassEnergies;
import io.tweedie.models.prior.Classifier;
import io.tweedie.models.prior.ModelSpec;
import io.tweedie.restore.Event;
import io.tweedie.restore.Events;
import io.tweedie.restore.Generated;
import io.tweedie.restore.Generator;
import io.tweedie.restore.ModelPrior;
import io.tweedie.restore.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Carries out a {@link GuidanceComparison}. Below the output folder it writes {@code results.csv},
 * {@code results.json}, {@code report.html} and, as soon as it is measured, each way with a page of
 * its images in {@code cells/}. What was measured under the same settings is not measured again.
 */
public final class ComparisonRun {

  private static final Compute COMPUTE = Compute.REFERENCE;
  private static final TypeReference<ComparedWay> WAY = new TypeReference<>() {};

  private final GuidanceComparison comparison;
  private final ModelPrior prior;
  private final Path judge;
  private final int classes;
  private final RunInfo info;
  private final Path out;
  private final Map<String, String> classifierHashes = new HashMap<>();

  /**
   * Finds what the comparison names and checks that it goes together; loads no weights yet.
   *
   * @param prior of the comparison's model, which stays the caller's
   * @param command how it was started, for the head of the report
   * @param out folder for everything that is written; made if missing
   * @throws IOException if a description cannot be read
   * @throws IllegalArgumentException if the comparison cannot be carried out
   */
  public ComparisonRun(GuidanceComparison comparison, ModelPrior prior, String command, Path out)
      throws IOException {
    this.comparison = comparison;
    this.prior = prior;
    this.out = out;
    judge = Models.folder(comparison.judge());
    try (ClassifyingNetwork network =
        ModelSpec.read(judge.resolve(ModelSpec.FILE)).classifyingNetwork()) {
      classes = network.classes();
    }
    for (Way way : comparison.each()) {
      generator(way).close();
      if (way.classifier() != null && !classifierHashes.containsKey(way.classifier())) {
        classifierHashes.put(way.classifier(), hash(Models.folder(way.classifier())));
      }
    }
    String hash = prior.fingerprint() + ", judge " + hash(judge);
    info = RunInfo.here(prior.name(), hash, command);
  }

  private Generator generator(Way way) {
    return Generator.of(prior, comparison.drawn(way, prior.spec(), classes));
  }

  /** Of the weights, and of the energies that guidance may aim at. */
  private static String hash(Path folder) throws IOException {
    ModelSpec spec = ModelSpec.read(folder.resolve(ModelSpec.FILE));
    Path energies = folder.resolve(ClassEnergies.FILE);
    String weights = Sha256.of(spec.weightsIn(folder));
    return Files.exists(energies) ? weights + "+" + Sha256.of(energies) : weights;
  }

  /**
   * Draws and measures what is missing and writes the report.
   *
   * @throws java.util.concurrent.CancellationException if the listener asked to stop; what is
   *     finished stays
   * @throws IOException if a classifier cannot be read or results cannot be written
   */
  public ComparisonResults run(PartsListener listener) throws IOException {
    Backend.initialize();
    List<Way> ways = comparison.each();
    List<Way> missing = ways.stream().filter(way -> find(way).isEmpty()).toList();
    listener.planned(ways.size(), ways.size() - missing.size());
    if (!missing.isEmpty()) {
      try (Classifier judging = Classifier.load(judge)) {
        for (Way way : missing) {
          measure(way, judging, listener);
        }
      }
    }
    ComparisonResults results =
        new ComparisonResults(
            comparison,
            info,
            out.resolve("cells"),
            ways.stream().map(way -> find(way).orElseThrow()).toList());
    results.write(Folders.make(out));
    return results;
  }

  private void measure(Way way, Classifier judging, PartsListener listener) throws IOException {
    long start = System.nanoTime();
    try (Generator generator = generator(way);
        Generated drawn = generator.run(new Steps(way.name(), listener));
        PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      double seconds = (System.nanoTime() - start) / 1e9;
      Tensor images = drawn.images();
      double count = images.size(0);
      List<Double> convinced = List.of();
      Optional<ClassEnergies> energies = Optional.empty();
      Optional<ClassEnergies> trained = Optional.empty();
      if (way.classifier() != null) {
        try (Classifier classifier = Classifier.load(Models.folder(way.classifier()))) {
          convinced = Judged.accuracies(classifier.logits(images, COMPUTE), classes);
          energies = Optional.of(energies(classifier, images));
          trained = classifier.energies();
        }
      }
      Saturation colours = Saturation.of(images);
      Map<String, Object> record = drawn.provenance().fields();
      ComparedWay found =
          new ComparedWay(
              way.name(),
              (int) count,
              Judged.accuracies(judging.logits(images, COMPUTE), classes),
              convinced,
              Judged.diversity(images, classes),
              colours.mean(),
              colours.clipped(),
              Contrast.of(images),
              energies.map(ClassEnergies::mean).orElse(List.of()),
              trained.map(ClassEnergies::mean).orElse(List.of()),
              ((Number) record.get("nfe")).doubleValue(),
              ((Number) record.get("classifier_evaluations")).doubleValue(),
              seconds / count);
      StoredResult file = file(way);
      Folders.make(file.file().getParent());
      ClassPage.of(images, classes).writePng(ComparisonResults.picture(cells(), way.name()));
      file.save(settings(way), found);
    }
  }

  private ClassEnergies energies(Classifier classifier, Tensor images) {
    EnergyStatistics statistics =
        new EnergyStatistics(shown -> classifier.logits(shown, COMPUTE), classes);
    Tensor labels = arange(new Scalar((long) classes)).repeat_interleave(images.size(0) / classes);
    statistics.add(images, labels);
    return statistics.measured();
  }

  private Path cells() {
    return out.resolve("cells");
  }

  private StoredResult file(Way way) {
    return StoredResult.named(cells(), way.name());
  }

  private String settings(Way way) {
    return "%s, networks %s, own classifier %s"
        .formatted(
            comparison.drawn(way, prior.spec(), classes),
            info.modelHash(),
            classifierHashes.getOrDefault(way.classifier(), "none"));
  }

  private Optional<ComparedWay> find(Way way) {
    return file(way).find(settings(way), WAY);
  }

  /** Tells a listener of the steps of one way. */
  private static final class Steps implements Events {

    private final String way;
    private final PartsListener listener;
    private long told;

    Steps(String way, PartsListener listener) {
      this.way = way;
      this.listener = listener;
    }

    @Override
    public void began(long total) {
      listener.began(way, total);
    }

    /** Batches begin with an event of no step. */
    @Override
    public void stepped(Event event) {
      if (event.step() > told && !listener.stepped(1)) {
        event.cancel();
      }
      told = event.step();
    }
  }
}
