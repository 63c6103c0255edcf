package io.tweedie.eval.robust;

import com.fasterxml.jackson.core.type.TypeReference;
import io.tweedie.core.file.Folders;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.tensor.Backend;
import io.tweedie.eval.grid.PartsListener;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.eval.grid.StoredResult;
import io.tweedie.eval.robust.RobustnessExperiment.Entry;
import io.tweedie.models.prior.ClassEnergies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/**
 * Carries out an experiment on classifiers. Every part of every classifier is stored when it is
 * measured, and measured again only if something changes that it depends on.
 */
public final class RobustnessRun {

  private static final TypeReference<List<AttackedShare>> SHARES = new TypeReference<>() {};
  private static final TypeReference<List<PathPoint>> POINTS = new TypeReference<>() {};
  private static final TypeReference<ClassEnergies> ENERGIES = new TypeReference<>() {};

  private final RobustnessExperiment experiment;
  private final RunInfo info;
  private final Map<String, String> hashes;
  private final Path out;

  /** One thing to measure of a classifier, by showing it so many images. */
  private record Part<T>(
      String word,
      String settings,
      TypeReference<T> type,
      ToLongFunction<Examined> images,
      Function<Examined, T> measure) {}

  /**
   * Prepares; does nothing yet.
   *
   * @param experiment what to do
   * @param info for the head of the report
   * @param hashes of each classifier's weights, by its name; another one is measured anew
   * @param out folder for everything that is written; made if missing
   */
  public RobustnessRun(
      RobustnessExperiment experiment, RunInfo info, Map<String, String> hashes, Path out) {
    this.experiment = experiment;
    this.info = info;
    this.hashes = Map.copyOf(hashes);
    this.out = out;
  }

  /**
   * Measures what is missing and writes the report.
   *
   * @param load loads a classifier; asked only if something of it is missing
   * @param listener hears of every batch
   * @throws CancellationException if the listener asked to stop; what is measured stays
   * @throws IOException if results cannot be written
   */
  public RobustnessResults run(Function<Entry, Examined> load, PartsListener listener)
      throws IOException {
    Backend.initialize();
    int all = 0;
    int stored = 0;
    for (Entry entry : experiment.classifiers()) {
      for (Part<?> part : parts(listener)) {
        all++;
        stored += find(entry, part).isPresent() ? 1 : 0;
      }
    }
    listener.planned(all, stored);
    for (Entry entry : experiment.classifiers()) {
      measure(entry, load, listener);
    }
    RobustnessResults results =
        new RobustnessResults(
            experiment, info, experiment.classifiers().stream().map(this::findings).toList());
    results.write(Folders.make(out));
    return results;
  }

  private void measure(Entry entry, Function<Entry, Examined> load, PartsListener listener) {
    List<Part<?>> missing =
        parts(listener).stream().filter(part -> find(entry, part).isEmpty()).toList();
    if (missing.isEmpty()) {
      return;
    }
    try (Examined examined = load.apply(entry)) {
      for (Part<?> part : missing) {
        listener.began(entry.name() + ", " + part.word(), part.images().applyAsLong(examined));
        store(entry, part, examined);
      }
    }
  }

  private List<Part<?>> parts(PartsListener listener) {
    List<Part<?>> parts = new ArrayList<>();
    if (experiment.attack() != null) {
      parts.add(attacks(listener));
    }
    experiment.paths().keySet().forEach(path -> parts.add(along(path, listener)));
    if (experiment.energies() != null) {
      parts.add(energies(listener));
    }
    return parts;
  }

  private Part<List<AttackedShare>> attacks(PartsListener listener) {
    return new Part<>(
        "attack",
        experiment.attack().toString(),
        SHARES,
        this::tests,
        examined -> {
          List<AttackedAccuracy> each =
              experiment.attack().each().stream()
                  .map(a -> new AttackedAccuracy(examined.classifier(), a, OptionalLong.empty()))
                  .toList();
          tests(
              examined,
              listener,
              (batch, noise) ->
                  each.forEach(accuracy -> accuracy.add(batch.images(), batch.labels(), noise)));
          return each.stream()
              .map(a -> new AttackedShare(a.radius(), a.images(), a.percent() / 100))
              .toList();
        });
  }

  private Part<List<PathPoint>> along(DiffusionPath path, PartsListener listener) {
    return new Part<>(
        path.word(),
        experiment.paths().get(path).toString(),
        POINTS,
        this::tests,
        examined -> {
          PathStatistics statistics =
              new PathStatistics(
                  examined.classifier(), path, experiment.paths().get(path).levels());
          tests(
              examined,
              listener,
              (batch, noise) -> statistics.add(batch.images(), batch.labels(), noise));
          return statistics.measured();
        });
  }

  private Part<ClassEnergies> energies(PartsListener listener) {
    return new Part<>(
        "energies",
        "of " + experiment.energies(),
        ENERGIES,
        examined -> experiment.energies(),
        examined -> {
          EnergyStatistics statistics =
              new EnergyStatistics(examined.classifier(), examined.classes());
          examined.trained(
              experiment.energies(),
              batch -> {
                statistics.add(batch.images(), batch.labels());
                showed((int) batch.labels().numel(), listener);
              });
          return statistics.measured();
        });
  }

  private long tests(Examined examined) {
    return Math.min(experiment.mostImages(), examined.testImages());
  }

  private void tests(
      Examined examined, PartsListener listener, BiConsumer<LabelledBatch, KeyedNoise> visitor) {
    examined.tests(
        experiment.mostImages(),
        batch -> {
          long end = batch.first() + batch.labels().numel();
          long[] numbers = LongStream.range(batch.first(), end).toArray();
          visitor.accept(batch, new KeyedNoise(experiment.seed(), numbers));
          showed(numbers.length, listener);
        });
  }

  private static void showed(int images, PartsListener listener) {
    if (!listener.stepped(images)) {
      throw new CancellationException("stopped as asked");
    }
  }

  private StoredResult file(Entry entry, Part<?> part) {
    return StoredResult.named(out.resolve("cells"), entry.name() + "-" + part.word());
  }

  private String settings(Entry entry, Part<?> part) {
    return String.format(
        Locale.ROOT,
        "%s, %s images of %s, seed %d, weights %s",
        part.settings(),
        experiment.images(),
        experiment.data(),
        experiment.seed(),
        hashes.get(entry.name()));
  }

  private <T> Optional<T> find(Entry entry, Part<T> part) {
    return file(entry, part).find(settings(entry, part), part.type());
  }

  private <T> void store(Entry entry, Part<T> part, Examined examined) {
    file(entry, part).save(settings(entry, part), part.measure().apply(examined));
  }

  private ClassifierFindings findings(Entry entry) {
    Map<DiffusionPath, List<PathPoint>> paths = new EnumMap<>(DiffusionPath.class);
    for (DiffusionPath path : experiment.paths().keySet()) {
      paths.put(path, find(entry, along(path, PartsListener.NONE)).orElseThrow());
    }
    return new ClassifierFindings(
        entry.name(),
        experiment.attack() == null
            ? List.of()
            : find(entry, attacks(PartsListener.NONE)).orElseThrow(),
        paths,
        experiment.energies() == null
            ? Optional.empty()
            : find(entry, energies(PartsListener.NONE)));
  }
}
