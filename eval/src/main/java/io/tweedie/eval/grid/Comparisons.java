package io.tweedie.eval.grid;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tweedie.eval.grid.Outcome.Measured;
import io.tweedie.eval.report.Csv;
import io.tweedie.eval.significance.Interval;
import io.tweedie.eval.significance.PairedTest;
import io.tweedie.eval.significance.Ranking;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Which methods are better than which, task by task, and whether it may be chance. */
public final class Comparisons {

  private static final List<String> HEADER =
      List.of(
          "task",
          "measure",
          "better",
          "other",
          "images",
          "difference",
          "low",
          "high",
          "p",
          "p_holm");

  private Comparisons() {}

  /** What methods are compared by. */
  public enum Measure {
    /** In decibels. */
    PSNR("psnr", "PSNR, dB", 2, true, Measured::psnr),
    /** At most 1. */
    SSIM("ssim", "SSIM", 3, true, Measured::ssim),
    /** 0 for equal images. */
    LPIPS("lpips", "LPIPS", 3, false, Measured::lpips),
    /** 1 for all attributes that captions state. */
    ATTRIBUTES("attributes", "Attributes right", 3, true, Measured::attributes);

    private final String word;
    private final String title;
    private final int decimals;
    private final boolean higherIsBetter;
    private final Function<Measured, Double> value;

    Measure(
        String word,
        String title,
        int decimals,
        boolean higherIsBetter,
        Function<Measured, Double> value) {
      this.word = word;
      this.title = title;
      this.decimals = decimals;
      this.higherIsBetter = higherIsBetter;
      this.value = value;
    }

    /** Its name in files. */
    public String word() {
      return word;
    }

    /** Its name for people, with the unit. */
    public String title() {
      return title;
    }

    /** Digits behind the point in tables. */
    public int decimals() {
      return decimals;
    }

    /** Whether larger values are better. */
    public boolean higherIsBetter() {
      return higherIsBetter;
    }

    /** Of what was measured; null where it was not. */
    public Double of(Measured measured) {
      return value.apply(measured);
    }
  }

  /**
   * Two methods on one task, on the images that both restored.
   *
   * @param measure by which they are compared
   * @param better the one with the better mean
   * @param difference its mean less the other one's
   * @param interval of that difference; null of a single image
   * @param p of {@link PairedTest}
   * @param pHolm read together with all pairs of this task and measure
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Pair(
      String task,
      String measure,
      String better,
      String other,
      int images,
      double difference,
      Interval interval,
      double p,
      double pHolm) {

    private List<Object> line() {
      return List.of(
          task,
          measure,
          better,
          other,
          images,
          difference,
          interval == null ? "" : interval.low(),
          interval == null ? "" : interval.high(),
          p,
          pHolm);
    }
  }

  /** All pairs of methods, task by task and measure by measure. */
  public static List<Pair> of(List<Cell> cells) {
    List<Pair> pairs = new ArrayList<>();
    for (String task : cells.stream().map(Cell::task).distinct().toList()) {
      for (Measure measure : Measure.values()) {
        for (Ranking.Comparison comparison :
            Ranking.all(values(cells, task, measure), measure.higherIsBetter())) {
          PairedTest test = comparison.test();
          pairs.add(
              new Pair(
                  task,
                  measure.word(),
                  comparison.better(),
                  comparison.other(),
                  test.images(),
                  test.difference(),
                  test.interval(),
                  test.p(),
                  comparison.pHolm()));
        }
      }
    }
    return pairs;
  }

  /** The best methods of each task by a measure, and those that cannot be told from them. */
  static Map<String, Ranking> rankings(List<Cell> cells, Measure measure) {
    Map<String, Ranking> rankings = new LinkedHashMap<>();
    for (String task : cells.stream().map(Cell::task).distinct().toList()) {
      rankings.put(task, Ranking.of(values(cells, task, measure), measure.higherIsBetter()));
    }
    return rankings;
  }

  /** By method and image; methods of which nothing was measured are left out. */
  private static Map<String, Map<String, Double>> values(
      List<Cell> cells, String task, Measure measure) {
    Map<String, Map<String, Double>> values = new LinkedHashMap<>();
    for (Cell cell : cells) {
      if (cell.task().equals(task) && cell.outcome() instanceof Measured measured) {
        Double value = measure.of(measured);
        if (value != null) {
          values
              .computeIfAbsent(cell.method(), m -> new LinkedHashMap<>())
              .put(cell.image(), value);
        }
      }
    }
    return values;
  }

  /** Writes the pairs as CSV. */
  static void write(Path file, List<Pair> pairs) throws IOException {
    Csv.write(file, HEADER, pairs.stream().map(Pair::line).toList());
  }
}
