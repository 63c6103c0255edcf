package io.tweedie.eval.significance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which of several methods is the best by one measure, and which cannot be told from it.
 *
 * @param best those of the best mean; empty where nothing was measured
 * @param tied those that do not differ from it at {@value #LEVEL} on the images that both have,
 *     read together (Holm)
 */
public record Ranking(Set<String> best, Set<String> tied) {

  /** Below this a difference counts as more than chance. */
  public static final double LEVEL = 0.05;

  /** Copies the sets in their order. */
  public Ranking {
    best = Collections.unmodifiableSet(new LinkedHashSet<>(best));
    tied = Collections.unmodifiableSet(new LinkedHashSet<>(tied));
  }

  /**
   * A comparison of two methods.
   *
   * @param better the one with the better mean on these images
   * @param other the other one
   * @param test of the better less the other
   * @param pHolm the test's p, read together with all that were compared
   */
  public record Comparison(String better, String other, PairedTest test, double pHolm) {}

  /**
   * Ranks methods.
   *
   * @param values of each method by image
   * @param higherIsBetter whether larger values are better
   */
  public static Ranking of(Map<String, Map<String, Double>> values, boolean higherIsBetter) {
    Map<String, Double> means = new LinkedHashMap<>();
    values.forEach(
        (method, byImage) ->
            byImage.values().stream()
                .mapToDouble(v -> v)
                .average()
                .ifPresent(mean -> means.put(method, higherIsBetter ? mean : -mean)));
    if (means.isEmpty()) {
      return new Ranking(Set.of(), Set.of());
    }
    double highest = Collections.max(means.values());
    Set<String> best = new LinkedHashSet<>();
    means.forEach(
        (method, mean) -> {
          if (mean == highest) {
            best.add(method);
          }
        });
    String first = best.iterator().next();
    List<Comparison> against = new ArrayList<>();
    for (String method : means.keySet()) {
      if (!best.contains(method)) {
        compare(first, method, values, higherIsBetter).ifPresent(against::add);
      }
    }
    Set<String> tied = new LinkedHashSet<>();
    for (Comparison comparison : readTogether(against)) {
      if (comparison.pHolm() >= LEVEL) {
        tied.add(comparison.better().equals(first) ? comparison.other() : comparison.better());
      }
    }
    return new Ranking(best, tied);
  }

  /**
   * Compares all methods with each other that have images in common.
   *
   * @param values of each method by image
   * @param higherIsBetter whether larger values are better
   */
  public static List<Comparison> all(
      Map<String, Map<String, Double>> values, boolean higherIsBetter) {
    List<String> methods = List.copyOf(values.keySet());
    List<Comparison> comparisons = new ArrayList<>();
    for (int i = 0; i < methods.size(); i++) {
      for (int j = i + 1; j < methods.size(); j++) {
        compare(methods.get(i), methods.get(j), values, higherIsBetter).ifPresent(comparisons::add);
      }
    }
    return readTogether(comparisons);
  }

  private static Optional<Comparison> compare(
      String first, String second, Map<String, Map<String, Double>> values, boolean higher) {
    Set<String> common = new TreeSet<>(values.get(first).keySet());
    common.retainAll(values.get(second).keySet());
    double[] a = common.stream().mapToDouble(values.get(first)::get).toArray();
    double[] b = common.stream().mapToDouble(values.get(second)::get).toArray();
    boolean finite = true;
    for (int i = 0; i < a.length; i++) {
      finite &= a[i] == b[i] || Double.isFinite(a[i] - b[i]);
    }
    if (a.length == 0 || !finite) {
      return Optional.empty();
    }
    double difference = Arrays.stream(a).sum() - Arrays.stream(b).sum();
    boolean firstIsBetter = higher ? difference >= 0 : difference <= 0;
    return Optional.of(
        firstIsBetter
            ? new Comparison(first, second, PairedTest.of(a, b), 1)
            : new Comparison(second, first, PairedTest.of(b, a), 1));
  }

  private static List<Comparison> readTogether(List<Comparison> comparisons) {
    double[] p = PairedTest.holm(comparisons.stream().mapToDouble(c -> c.test().p()).toArray());
    List<Comparison> adjusted = new ArrayList<>();
    for (int i = 0; i < p.length; i++) {
      Comparison comparison = comparisons.get(i);
      adjusted.add(
          new Comparison(comparison.better(), comparison.other(), comparison.test(), p[i]));
    }
    return adjusted;
  }
}
