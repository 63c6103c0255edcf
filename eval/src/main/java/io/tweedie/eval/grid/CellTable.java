package io.tweedie.eval.grid;

import io.tweedie.eval.grid.Outcome.Diverged;
import io.tweedie.eval.grid.Outcome.Measured;
import io.tweedie.eval.grid.Outcome.NotServed;
import io.tweedie.eval.metric.LpipsNote;
import io.tweedie.eval.report.Csv;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
          "seconds",
          "nfe",
          "samples",
          "psnr_of_mean",
          "reason");

  private CellTable() {}

  /** Writes the cells of one evaluation. */
  static void write(Path file, List<Cell> cells, LpipsNote lpips) throws IOException {
    Csv.write(file, HEADER, cells.stream().map(cell -> line(cell, lpips).toList()).toList());
  }

  /**
   * Writes the cells of several evaluations, whose names come first in each line.
   *
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, Map<String, List<Cell>> sections, LpipsNote lpips)
      throws IOException {
    List<String> header = Stream.concat(Stream.of("section"), HEADER.stream()).toList();
    List<List<Object>> lines = new ArrayList<>();
    sections.forEach(
        (section, cells) ->
            cells.forEach(
                cell -> lines.add(Stream.concat(Stream.of(section), line(cell, lpips)).toList())));
    Csv.write(file, header, lines);
  }

  private static Stream<Object> line(Cell cell, LpipsNote lpips) {
    Stream<Object> who = Stream.of(cell.task(), cell.method(), cell.image());
    return Stream.concat(who, values(cell.outcome(), lpips));
  }

  private static Stream<Object> values(Outcome outcome, LpipsNote lpips) {
    if (outcome instanceof Measured m) {
      boolean several = m.uncertainty() != null;
      return Stream.of(
          "measured",
          m.psnr(),
          m.ssim(),
          m.lpips() == null ? lpips.gap() : m.lpips(),
          m.seconds(),
          m.nfe(),
          several ? m.uncertainty().samples() : 1,
          several ? m.uncertainty().metricsOfMean().get("psnr") : "",
          "");
    }
    return outcome instanceof NotServed refused
        ? Stream.of("not served", "", "", "", "", "", "", "", refused.reason())
        : Stream.of("diverged", "", "", "", "", "", "", "", ((Diverged) outcome).reason());
  }
}
