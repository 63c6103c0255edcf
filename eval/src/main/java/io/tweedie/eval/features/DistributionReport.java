package io.tweedie.eval.features;

import io.tweedie.core.random.RandomStream;
import io.tweedie.eval.distribution.Estimate;
import io.tweedie.eval.distribution.FeatureRows;
import io.tweedie.eval.distribution.Gaussian;
import io.tweedie.eval.distribution.InceptionScore;
import io.tweedie.eval.distribution.KernelDistance;
import io.tweedie.eval.distribution.Moments;
import io.tweedie.eval.distribution.PrecisionRecall;
import io.tweedie.eval.distribution.StatisticsFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What sets of images are measured by, and what readers should know of the numbers.
 *
 * @param measures in the order in which they are told
 * @param notes a line each
 */
public record DistributionReport(List<Measure> measures, List<String> notes) {

  /** Below this many images a Fréchet distance is told with how far it is off. */
  public static final int ENOUGH = 10_000;

  private static final int SCORE_PARTS = 10;

  /**
   * A number.
   *
   * @param name what it is called
   * @param value itself
   * @param deviation over the parts that it is a mean of; empty where there are none
   */
  public record Measure(String name, double value, Optional<Double> deviation) {

    /** As a line for people. */
    public String text() {
      String behind = deviation.map(d -> String.format(Locale.ROOT, " \u00b1 %.4g", d)).orElse("");
      return String.format(Locale.ROOT, "%s %.6g%s", name, value, behind);
    }
  }

  /** Copies the lists. */
  public DistributionReport {
    measures = List.copyOf(measures);
    notes = List.copyOf(notes);
  }

  /** What results are held against: images, statistics, or both of the same images. */
  public record Reference(Optional<FeatureSet> images, Optional<StatisticsFile> statistics) {

    Gaussian pooled() {
      return statistics
          .map(StatisticsFile::pooled)
          .orElseGet(() -> Moments.of(images.orElseThrow().pooled()).gaussian());
    }

    Optional<Gaussian> spatial() {
      return statistics.isPresent()
          ? statistics.flatMap(StatisticsFile::spatial)
          : Optional.of(Moments.of(images.orElseThrow().spatial()).gaussian());
    }

    /** How many images it is of; 0 where statistics do not say. */
    public long count() {
      return statistics
          .map(file -> file.pooled().count())
          .orElseGet(() -> (long) images.orElseThrow().rows().count());
    }
  }

  /** The statistics of a set, to be saved. */
  public static StatisticsFile statistics(FeatureSet set) {
    return new StatisticsFile(
        set.kind().description(),
        Moments.of(set.pooled()).gaussian(),
        set.kind().spatial() > 0
            ? Optional.of(Moments.of(set.spatial()).gaussian())
            : Optional.empty());
  }

  /**
   * Measures results.
   *
   * @param reference what they are held against; empty for what is measured of results alone
   * @param seed of the subsets and of the order in which images are divided
   * @throws IllegalArgumentException if reference and results are of different features, or too few
   */
  public static DistributionReport of(FeatureSet result, Optional<Reference> reference, long seed) {
    Measuring measuring = new Measuring(result, seed);
    reference.ifPresent(measuring::against);
    measuring.alone();
    return new DistributionReport(measuring.measures, measuring.notes);
  }

  /** The numbers by lower-case names, deviations under theirs. */
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    for (Measure measure : measures) {
      String key = measure.name().toLowerCase(Locale.ROOT).replace(' ', '_');
      map.put(key, measure.value());
      measure.deviation().ifPresent(deviation -> map.put(key + "_deviation", deviation));
    }
    return map;
  }

  private static final class Measuring {

    private final FeatureSet result;
    private final FeatureKind kind;
    private final long seed;
    private final List<Measure> measures = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private Measuring(FeatureSet result, long seed) {
      this.result = result;
      this.kind = result.kind();
      this.seed = seed;
    }

    private void against(Reference reference) {
      reference.statistics().ifPresent(this::requireSameFeatures);
      Gaussian ofResult = Moments.of(result.pooled()).gaussian();
      add(kind.measure("FID", "FD"), ofResult.distance(reference.pooled()));
      noteBias(reference.count());
      if (kind.spatial() > 0) {
        reference
            .spatial()
            .ifPresent(
                spatial -> add("sFID", Moments.of(result.spatial()).gaussian().distance(spatial)));
      }
      if (reference.images().isPresent()) {
        against(reference.images().get().pooled());
      } else {
        notes.add(
            "kernel distance, precision and recall take images, and the reference is statistics");
      }
    }

    private void against(FeatureRows reference) {
      KernelDistance distance = KernelDistance.published();
      int size = distance.sizeFor(result.rows().count(), reference.count());
      if (size >= 2) {
        Estimate estimate = distance.between(result.pooled(), reference, seed);
        add(kind.measure("KID", "KD"), estimate);
        if (size < distance.size()) {
          notes.add(
              "%s is of subsets of %d images, and usually of %d"
                  .formatted(kind.measure("KID", "KD"), size, distance.size()));
        }
      }
      int neighbours = PrecisionRecall.NEIGHBOURS;
      if (Math.min(result.rows().count(), reference.count()) > neighbours) {
        PrecisionRecall both = PrecisionRecall.of(result.pooled(), reference, neighbours);
        add(kind.measure("precision", "precision"), both.precision());
        add(kind.measure("recall", "recall"), both.recall());
      }
    }

    private void requireSameFeatures(StatisticsFile file) {
      file.requireFeatures(kind.description());
      if (file.features().isEmpty()) {
        notes.add(
            "the reference does not say of which features it is; taken as of "
                + kind.description());
      }
    }

    /** Half of the results against the other half: what no difference at all would look like. */
    private void noteBias(long references) {
      int count = result.rows().count();
      if (count >= ENOUGH && (references == 0 || references >= ENOUGH)) {
        return;
      }
      String least = references > 0 ? Math.min(count, references) + " images" : count + " results";
      String halves = count < 4 ? "" : halves(count);
      notes.add(
          "%s is too high where images are few: with %s it has a bias, and cannot be compared with that of %d%s"
              .formatted(kind.measure("FID", "FD"), least, ENOUGH, halves));
    }

    private String halves(int count) {
      FeatureRows shuffled = shuffled(result.pooled());
      double distance =
          Moments.of(shuffled.range(0, count / 2))
              .gaussian()
              .distance(Moments.of(shuffled.range(count / 2, count)).gaussian());
      return String.format(
          Locale.ROOT,
          "; two halves of the results, %d images each, are %.6g from each other",
          count / 2,
          distance);
    }

    private FeatureRows shuffled(FeatureRows rows) {
      return rows.shuffled(new RandomStream(seed, "order of images"));
    }

    private void alone() {
      if (kind.classes() > 0) {
        add(kind.measure("IS", "score"), InceptionScore.of(shuffled(result.logits()), SCORE_PARTS));
      }
      if (result.rows().count() > 1) {
        add(kind.measure("diversity", "diversity"), PrecisionRecall.spread(result.pooled()));
      }
    }

    private void add(String name, double value) {
      measures.add(new Measure(name, value, Optional.empty()));
    }

    private void add(String name, Estimate estimate) {
      measures.add(
          new Measure(
              name,
              estimate.mean(),
              estimate.parts() > 1 ? Optional.of(estimate.deviation()) : Optional.empty()));
    }
  }
}
