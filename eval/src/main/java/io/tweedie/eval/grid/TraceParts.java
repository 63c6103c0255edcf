package io.tweedie.eval.grid;

import io.tweedie.eval.grid.Outcome.Measured;
import io.tweedie.eval.report.Charts;
import io.tweedie.eval.report.LineChart;
import io.tweedie.eval.report.LineChart.Axis;
import io.tweedie.eval.report.LineChart.Marks;
import io.tweedie.eval.report.LineChart.Series;
import io.tweedie.eval.report.Part;
import io.tweedie.eval.report.Strips;
import io.tweedie.eval.report.Strips.Frame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Shows how samplers got to their results.
 *
 * @param cells of one evaluation
 * @param files their pictures
 */
record TraceParts(List<Cell> cells, CellFiles files) {

  /** Losses below this are rounding. */
  private static final double LEAST_SHOWN = 1e-3;

  List<Part> all() {
    List<Charts.Chart> charts = new ArrayList<>();
    List<Part> films = new ArrayList<>();
    String text = "";
    for (Map.Entry<String, List<Cell>> subject : traced().entrySet()) {
      Trace any = trace(subject.getValue().get(0));
      if (!any.losses().isEmpty()) {
        charts.add(chart(subject.getKey(), subject.getValue()));
        text = text(any);
      }
      if (!any.frames().isEmpty()) {
        films.add(film(subject.getKey(), subject.getValue()));
      }
    }
    List<Part> parts = new ArrayList<>();
    if (!charts.isEmpty()) {
      parts.add(new Charts("Reconstruction loss", text, charts));
    }
    parts.addAll(films);
    return parts;
  }

  /** The cells with a trace, for each task and image. */
  private Map<String, List<Cell>> traced() {
    Map<String, List<Cell>> subjects = new LinkedHashMap<>();
    for (Cell cell : cells) {
      if (cell.outcome() instanceof Measured m && m.trace() != null) {
        String subject = cell.task() + ", " + cell.image();
        subjects.computeIfAbsent(subject, key -> new ArrayList<>()).add(cell);
      }
    }
    return subjects;
  }

  private static Trace trace(Cell cell) {
    return ((Measured) cell.outcome()).trace();
  }

  private static String text(Trace trace) {
    String runs =
        trace.losses().size() > 1
            ? String.format(
                Locale.ROOT,
                "mean over %d runs, with its 95 %% confidence interval",
                trace.losses().size())
            : "of one run";
    return "|y - A(x0Hat)| of the estimate at each step, in [-1, 1] units: "
        + runs
        + ". Below the loss of the truth an estimate fits the noise.";
  }

  private LineChart chart(String subject, List<Cell> cells) {
    List<Series> series =
        cells.stream()
            .map(cell -> new Series(cell.method(), trace(cell).meanLoss(), Marks.NONE))
            .toList();
    Double truth = trace(cells.get(0)).truth();
    return new LineChart(
        subject,
        Axis.linear("timestep").falling(),
        Axis.logarithmic("|y - A(x0Hat)|"),
        series,
        truth != null && truth > LEAST_SHOWN
            ? List.of(new LineChart.Level("the truth", truth))
            : List.of());
  }

  private Strips film(String subject, List<Cell> cells) {
    List<Integer> timesteps = trace(cells.get(0)).frames();
    List<String> heads = new ArrayList<>(timesteps.stream().map(t -> "t = " + t).toList());
    heads.addAll(List.of("result", "measurement", "reference"));
    return new Strips(
        "From noise to image: " + subject,
        "x0Hat, the estimate of the image, at timesteps of the training schedule.",
        heads,
        cells.stream()
            .map(cell -> new Strips.Row(cell.method(), frames(cell, timesteps)))
            .toList());
  }

  private List<Frame> frames(Cell cell, List<Integer> timesteps) {
    List<Frame> frames = new ArrayList<>();
    for (int t : timesteps) {
      frames.add(new Frame(files.frame(cell.task(), cell.method(), cell.image(), t), ""));
    }
    frames.add(new Frame(files.result(cell), ""));
    frames.add(new Frame(files.measurement(cell.task(), cell.image()), ""));
    frames.add(new Frame(files.reference(cell.task(), cell.image()), ""));
    return frames;
  }
}
