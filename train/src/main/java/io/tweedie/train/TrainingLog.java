package io.tweedie.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/**
 * The course of a run, as {@code log.csv} and as the pictures {@code loss.png}, {@code psnr.png}.
 */
final class TrainingLog {

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

  void add(long step, double seconds, double loss, Validation validation) throws IOException {
    double[] psnr = validation.psnr();
    double[] row = new double[3 + psnr.length];
    row[0] = step;
    row[1] = seconds;
    row[2] = loss;
    System.arraycopy(psnr, 0, row, 3, psnr.length);
    rows.add(row);
    Files.writeString(file(), csv());
    draw("loss", 2, 3);
    draw("psnr", 3, row.length);
  }

  private Path file() {
    return folder.resolve("log.csv");
  }

  private String csv() {
    StringBuilder text = new StringBuilder("step,seconds,loss");
    for (double sigma : Validation.SIGMAS) {
      text.append(",psnr_").append(sigma);
    }
    text.append('\n');
    for (double[] row : rows) {
      text.append(String.format(Locale.ROOT, "%.0f,%.1f,%.6f", row[0], row[1], row[2]));
      for (int i = 3; i < row.length; i++) {
        text.append(String.format(Locale.ROOT, ",%.3f", row[i]));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private void draw(String name, int from, int to) throws IOException {
    XYChart chart =
        new XYChartBuilder().width(900).height(600).title(name).xAxisTitle("step").build();
    double[] steps = rows.stream().mapToDouble(row -> row[0]).toArray();
    for (int column = from; column < to; column++) {
      int c = column;
      String label = c == 2 ? "training loss" : "sigma " + Validation.SIGMAS[c - 3];
      chart.addSeries(label, steps, rows.stream().mapToDouble(row -> row[c]).toArray());
    }
    BitmapEncoder.saveBitmap(
        chart, folder.resolve(name).toString(), BitmapEncoder.BitmapFormat.PNG);
  }
}
