package io.tweedie.eval.grid;

import io.tweedie.eval.grid.Outcome.Diverged;
import io.tweedie.eval.grid.Outcome.Measured;
import io.tweedie.eval.grid.Outcome.NotServed;
import io.tweedie.eval.report.Csv;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Cells as CSV, one line each. */
public final class CellTable {

  private static final List<String> HEADER =
      List.of(
          "task",
          "method",
          "image",
          "status",
          "psnr",
          "ssim",
          "lpips",
          "attributes",
          "gain",
          "seconds",
          "conditions",
          "nfe",
          "samples",
          "psnr_of_mean",
          "reason");

  private CellTable() {}

  /** Writes the cells of one evaluation. */
  static void write(Path file, List<Cell> cells) throws IOException {
    Csv.write(file, HEADER, lines(cells).map(Stream::toList).toList());
  }

  /**
   * Writes the cells of several evaluations, whose names come first in each line.
   *
   * @param what stands above the names
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, String what, Map<String, List<Cell>> evaluations)
      throws IOException {
    List<String> header = Stream.concat(Stream.of(what), HEADER.stream()).toList();
    List<List<Object>> all = new ArrayList<>();
    evaluations.forEach(
        (name, cells) ->
            lines(cells).forEach(line -> all.add(Stream.concat(Stream.of(name), line).toList())));
    Csv.write(file, header, all);
  }

  private static Stream<Stream<Object>> lines(List<Cell> cells) {
    Map<Cell, Double> gains = Summary.gains(cells);
    return cells.stream()
        .map(
            cell ->
                Stream.concat(
                    Stream.of(cell.task(), cell.method(), cell.image()),
                    values(cell.outcome(), gains.get(cell))));
  }

  private static Stream<Object> values(Outcome outcome, Double gain) {
    if (outcome instanceof Measured m) {
      boolean several = m.uncertainty() != null;
      return Stream.of(
          "measured",
          m.psnr(),
          m.ssim(),
          orEmpty(m.lpips()),
          orEmpty(m.attributes()),
          orEmpty(gain),
          m.seconds(),
          orEmpty(m.conditions()),
          m.nfe(),
          several ? m.uncertainty().samples() : 1,
          several ? m.uncertainty().metricsOfMean().get("psnr") : "",
          "");
    }
    return outcome instanceof NotServed refused
        ? unmeasured("not served", refused.reason())
        : unmeasured("diverged", ((Diverged) outcome).reason());
  }

  private static Object orEmpty(Object value) {
    return value == null ? "" : value;
  }

  private static Stream<Object> unmeasured(String status, String reason) {
    Stream<Object> empty = Collections.<Object>nCopies(HEADER.size() - 5, "").stream();
    return Stream.concat(Stream.concat(Stream.of(status), empty), Stream.of(reason));
  }
}
