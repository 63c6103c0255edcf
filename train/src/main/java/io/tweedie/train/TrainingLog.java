package io.tweedie.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The course of a run, as {@code log.csv} and as the pictures {@code loss.png} and, named for what
 * is measured, {@code psnr.png} or {@code accuracy.png}.
 */
final class TrainingLog {

  private static final int MEASURED_FROM = 3;

  private final Path folder;
  private final LogFile file;

  /** Continues the log in a folder, without what came after the step the run continues from. */
  TrainingLog(Path folder, long step) throws IOException {
    this.folder = folder;
    file = new LogFile(folder, step);
  }

  void add(long step, double seconds, double loss, Assessment assessment) throws IOException {
    List<Double> row = new ArrayList<>(List.of((double) step, seconds, loss));
    row.addAll(assessment.values().values());
    List<String> measured =
        assessment.values().keySet().stream().map(c -> assessment.measure() + "_" + c).toList();
    file.add(
        "step,seconds,loss," + String.join(",", measured),
        "%.0f,%.1f,%.6f" + ",%.3f".repeat(measured.size()),
        row);
    draw("loss", List.of("training loss"), MEASURED_FROM - 1);
    draw(assessment.measure(), measured, MEASURED_FROM);
  }

  private void draw(String title, List<String> names, int firstColumn) {
    Curves curves = new Curves(title, "step");
    double[] steps = file.column(0);
    for (int i = 0; i < names.size(); i++) {
      curves.addMarked(names.get(i), steps, file.column(firstColumn + i));
    }
    curves.write(folder.resolve(title + ".png"));
  }
}
