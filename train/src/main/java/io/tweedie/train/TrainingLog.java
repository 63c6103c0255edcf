package io.tweedie.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The course of a run, as {@code log.csv} and as the pictures {@code loss.png} and, named for what
 * is measured, {@code psnr.png} or {@code accuracy.png}.
 */
final class TrainingLog {

  private static final int MEASURED_FROM = 3;

  private final Path folder;
  private final List<double[]> rows = new ArrayList<>();

  /** Continues the log in a folder, without what came after the step the run continues from. */
  TrainingLog(Path folder, long step) throws IOException {
    this.folder = folder;
    Path file = file();
    if (step > 0 && Files.exists(file)) {
      CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
      try (CSVParser parser = CSVParser.parse(Files.readString(file), format)) {
        for (CSVRecord row : parser) {
          double[] values = row.stream().mapToDouble(Double::parseDouble).toArray();
          if (values[0] <= step) {
            rows.add(values);
          }
        }
      }
    }
  }

  void add(long step, double seconds, double loss, Assessment assessment) throws IOException {
    List<Double> row = new ArrayList<>(List.of((double) step, seconds, loss));
    row.addAll(assessment.values().values());
    rows.add(row.stream().mapToDouble(Double::doubleValue).toArray());
    List<String> measured =
        assessment.values().keySet().stream().map(c -> assessment.measure() + "_" + c).toList();
    write(csv(measured));
    draw("loss", List.of("training loss"), MEASURED_FROM - 1);
    draw(assessment.measure(), measured, MEASURED_FROM);
  }

  /** Whole or not at all: a run that is killed meanwhile must be able to go on. */
  private void write(String csv) throws IOException {
    Path part = folder.resolve("log.csv.part");
    Files.writeString(part, csv);
    Files.move(part, file(), StandardCopyOption.ATOMIC_MOVE);
  }

  private Path file() {
    return folder.resolve("log.csv");
  }

  private String csv(List<String> measured) {
    StringBuilder text = new StringBuilder("step,seconds,loss");
    measured.forEach(name -> text.append(',').append(name));
    text.append('\n');
    for (double[] row : rows) {
      text.append(String.format(Locale.ROOT, "%.0f,%.1f,%.6f", row[0], row[1], row[2]));
      for (int i = MEASURED_FROM; i < row.length; i++) {
        text.append(String.format(Locale.ROOT, ",%.3f", row[i]));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private void draw(String title, List<String> names, int firstColumn) {
    Curves curves = new Curves(title, "step");
    double[] steps = column(0);
    for (int i = 0; i < names.size(); i++) {
      curves.addMarked(names.get(i), steps, column(firstColumn + i));
    }
    curves.write(folder.resolve(title + ".png"));
  }

  private double[] column(int column) {
    return rows.stream().mapToDouble(row -> row[column]).toArray();
  }
}
