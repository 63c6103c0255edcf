package io.tweedie.eval.experiment;

import io.tweedie.eval.grid.EvaluationResults;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.eval.grid.Spread;
import io.tweedie.eval.report.Charts;
import io.tweedie.eval.report.Csv;
import io.tweedie.eval.report.LineChart;
import io.tweedie.eval.report.LineChart.Axis;
import io.tweedie.eval.report.LineChart.Marks;
import io.tweedie.eval.report.LineChart.Point;
import io.tweedie.eval.report.LineChart.Series;
import io.tweedie.eval.report.Page;
import io.tweedie.eval.report.Strips;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What came of pictures in an autoencoder.
 *
 * @param out folder of everything
 * @param all rounds of all pictures
 */
record AutoencoderReport(
    AutoencoderExperiment experiment, RunInfo info, Path out, List<Round> all) {

  /** After which rounds pictures are kept. */
  static final List<Integer> SHOWN_ROUNDS = List.of(0, 1, 2, 5, 10, 15, 20, 25);

  private static final int SHOWN = 8;

  /**
   * A picture after a number of rounds.
   *
   * @param psnr against the picture itself, in decibels; infinite before the first
   * @param moved root of the mean squared difference from the round before, where white is 1
   */
  record Round(String image, int round, double psnr, double moved) {}

  /** The same over pictures. */
  private record Mean(int round, Spread psnr, Spread moved) {

    Point fit() {
      return new Point(round, psnr.mean());
    }

    Point move() {
      return new Point(round, moved.mean());
    }

    String text() {
      return String.format(
          Locale.ROOT,
          "round %2d: psnr %.2f to the picture, %.4f from the round before",
          round,
          psnr.mean(),
          moved.mean());
    }
  }

  /** Where a picture after a round is kept. */
  static Path picture(Path out, String image, int round) {
    String name = image.replaceFirst("\\.[^.]*$", "");
    return out.resolve("rounds").resolve(String.format(Locale.ROOT, "%s.%02d.png", name, round));
  }

  private List<Mean> means() {
    return IntStream.rangeClosed(1, experiment.rounds())
        .mapToObj(round -> new Mean(round, spread(round, Round::psnr), spread(round, Round::moved)))
        .toList();
  }

  private Spread spread(int round, ToDoubleFunction<Round> measure) {
    return Spread.of(all.stream().filter(r -> r.round() == round).mapToDouble(measure).toArray());
  }

  /** Writes {@code report.html}, {@code results.csv} and {@code results.json}. */
  void write() throws IOException {
    Csv.write(
        out.resolve("results.csv"),
        List.of("image", "round", "psnr", "moved"),
        all.stream().map(r -> List.<Object>of(r.image(), r.round(), r.psnr(), r.moved())).toList());
    EvaluationResults.writeJson(
        out.resolve("results.json"),
        Map.of("title", experiment.title(), "info", info, "rounds", means()));
    page().write(out.resolve("report.html"));
  }

  Findings findings() {
    return new Findings(
        Map.of("results", Map.of("rounds", means())),
        means().stream().map(Mean::text).toList(),
        List.of());
  }

  private Page page() {
    List<Page.Fact> facts =
        Stream.concat(Stream.of(new Page.Fact("Model", info.model())), info.facts().stream())
            .toList();
    return new Page(
        experiment.title(), experiment.text(), facts, List.of(charts(), pictures()), List.of());
  }

  private Charts charts() {
    return new Charts(
        "Again and again",
        "Means over pictures. At a fixed point the second line would fall to 0.",
        List.of(
            chart("PSNR to the picture", "PSNR, dB", Mean::fit),
            chart("Difference from the round before", "RMS, white is 1", Mean::move)));
  }

  private LineChart chart(String caption, String label, Function<Mean, Point> point) {
    return new LineChart(
        caption,
        Axis.linear("round"),
        Axis.linear(label),
        List.of(new Series("mean", means().stream().map(point).toList(), Marks.DOTS)),
        List.of());
  }

  private Strips pictures() {
    List<Integer> shown =
        SHOWN_ROUNDS.stream().filter(round -> round <= experiment.rounds()).toList();
    return new Strips(
        "Pictures",
        "",
        shown.stream().map(round -> "round " + round).toList(),
        all.stream().map(Round::image).distinct().limit(SHOWN).map(i -> row(i, shown)).toList());
  }

  private Strips.Row row(String image, List<Integer> shown) {
    return new Strips.Row(
        image, shown.stream().map(r -> new Strips.Frame(picture(out, image, r), "")).toList());
  }
}
