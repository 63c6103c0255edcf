package io.tweedie.eval.grid;

import com.samskivert.mustache.Mustache;
import io.tweedie.core.operator.Task;
import io.tweedie.eval.baseline.AsMeasured;
import io.tweedie.eval.grid.Outcome.Measured;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The page that shows an evaluation: one file that needs nothing beside it.
 *
 * @param results what was found
 * @param files the pictures
 */
record Report(EvaluationResults results, CellFiles files) {

  private static final String TEMPLATE = "report.mustache";
  private static final String MEASUREMENT = Method.BASELINE + new AsMeasured().name();

  /** With base 64 and the page itself this stays under 20 MB. */
  private static final long PICTURE_BYTES = 13_000_000;

  /** A row of the table: every number as text, and where it sorts as a number. */
  record Row(
      String task,
      String method,
      String kind,
      int images,
      String psnr,
      double psnrOrder,
      String ssim,
      double ssimOrder,
      String gain,
      double gainOrder,
      String over,
      String seconds,
      double secondsOrder,
      String nfe,
      double nfeOrder,
      List<String> notes) {}

  /** A task with its chart and its images. */
  record TaskView(String name, String favourite, PsnrChart chart, List<ImageView> images) {}

  /** An image with everything that became of it. */
  record ImageView(String name, List<PictureView> pictures, List<GapView> gaps) {}

  /** A picture with its numbers. */
  record PictureView(String name, String uri, String psnr, String ssim) {

    PictureView(String name, String uri, Outcome outcome) {
      this(
          name,
          uri,
          outcome instanceof Measured m ? Numbers.fixed(m.psnr(), 2) + " dB" : "",
          outcome instanceof Measured m ? "SSIM " + Numbers.fixed(m.ssim(), 3) : "");
    }

    String label() {
      return shortName(name);
    }
  }

  /** A cell without a picture. */
  record GapView(String name, String status, String reason) {

    String label() {
      return shortName(name);
    }
  }

  /** Writes the page. */
  void write(Path file) throws IOException {
    EmbeddedPictures pictures = EmbeddedPictures.within(PICTURE_BYTES, pictureFiles());
    List<SummaryRow> summary = results.summary();
    EvaluationPlan plan = results.plan();
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("info", results.info());
    page.put("imageCount", plan.images().size());
    page.put("taskNames", String.join(", ", plan.tasks().stream().map(Task::name).toList()));
    page.put("sigma", plan.sigma() == 0 ? "none" : "Gaussian, sigma " + plan.sigma());
    page.put("size", plan.size().isPresent() ? plan.size().getAsInt() + " px" : "whole images");
    page.put("steps", plan.steps().orElse("each solver's own"));
    page.put("seed", plan.seed());
    page.put("rows", summary.stream().map(Report::row).toList());
    page.put("tasks", tasks(summary, pictures));
    page.put("note", pictures.note());
    String html = Mustache.compiler().emptyStringIsFalse(true).compile(template()).execute(page);
    Files.writeString(file, html);
  }

  private static String template() throws IOException {
    try (InputStream in = Report.class.getResourceAsStream(TEMPLATE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private List<Path> pictureFiles() {
    Set<Path> all = new LinkedHashSet<>();
    for (Cell cell : results.cells()) {
      if (cell.outcome() instanceof Measured) {
        all.add(files.reference(cell.task(), cell.image()));
        all.add(files.measurement(cell.task(), cell.image()));
      }
      if (hasPictureOfItsOwn(cell)) {
        all.add(files.result(cell));
      }
    }
    return List.copyOf(all);
  }

  /** The untouched measurement is shown anyway. */
  private static boolean hasPictureOfItsOwn(Cell cell) {
    return cell.outcome() instanceof Measured && !cell.method().equals(MEASUREMENT);
  }

  private static Row row(SummaryRow row) {
    boolean measured = row.images() > 0;
    return new Row(
        row.task(),
        row.method(),
        row.isBaseline() ? "baseline" : "sampler",
        row.images(),
        measured ? Numbers.spread(row.psnr(), 2) : status(row),
        measured ? row.psnr().mean() : Double.NEGATIVE_INFINITY,
        measured ? Numbers.spread(row.ssim(), 3) : "",
        measured ? row.ssim().mean() : Double.NEGATIVE_INFINITY,
        row.gain() == null ? "" : Numbers.signed(row.gain(), 2),
        row.gain() == null ? Double.NEGATIVE_INFINITY : row.gain(),
        row.gain() == null ? "" : shortName(row.bestBaseline()),
        measured ? Numbers.fixed(row.seconds().mean(), 2) : "",
        measured ? row.seconds().mean() : Double.NEGATIVE_INFINITY,
        measured ? Numbers.fixed(row.nfe(), 0) : "",
        measured ? row.nfe() : Double.NEGATIVE_INFINITY,
        row.notes());
  }

  /** What the first reason says before its colon. */
  private static String status(SummaryRow row) {
    return row.notes().get(0).split(":")[0];
  }

  private List<TaskView> tasks(List<SummaryRow> summary, EmbeddedPictures pictures) {
    List<TaskView> views = new ArrayList<>();
    for (Task task : results.plan().tasks()) {
      List<SummaryRow> rows =
          summary.stream().filter(row -> row.task().equals(task.name())).toList();
      List<ImageView> images =
          results.plan().images().stream()
              .map(image -> image(task.name(), image.getFileName().toString(), pictures))
              .toList();
      views.add(new TaskView(task.name(), favourite(rows), PsnrChart.of(rows), images));
    }
    return views;
  }

  /** The sampler with the highest PSNR, or whatever is best where none ran. */
  private static String favourite(List<SummaryRow> rows) {
    return best(rows.stream().filter(row -> !row.isBaseline()).toList())
        .or(() -> best(rows))
        .map(SummaryRow::method)
        .orElse("");
  }

  private static Optional<SummaryRow> best(List<SummaryRow> rows) {
    return rows.stream()
        .filter(row -> row.images() > 0)
        .max((a, b) -> Double.compare(a.psnr().mean(), b.psnr().mean()));
  }

  private ImageView image(String task, String image, EmbeddedPictures embedded) {
    List<Cell> cells =
        results.cells().stream()
            .filter(cell -> cell.task().equals(task) && cell.image().equals(image))
            .toList();
    List<PictureView> pictures = new ArrayList<>();
    List<GapView> gaps = new ArrayList<>();
    String reference = embedded.uris().get(files.reference(task, image));
    if (reference != null) {
      String measurement = embedded.uris().get(files.measurement(task, image));
      pictures.add(new PictureView("reference", reference, "", ""));
      pictures.add(new PictureView("measurement", measurement, outcomeOfMeasurement(cells)));
    }
    for (Cell cell : cells) {
      if (hasPictureOfItsOwn(cell)) {
        String uri = embedded.uris().get(files.result(cell));
        pictures.add(new PictureView(cell.method(), uri, cell.outcome()));
      } else if (cell.outcome() instanceof Outcome.NotServed refused) {
        gaps.add(new GapView(cell.method(), "not served", refused.reason()));
      } else if (cell.outcome() instanceof Outcome.Diverged diverged) {
        gaps.add(new GapView(cell.method(), "diverged", diverged.reason()));
      }
    }
    return new ImageView(image, pictures, gaps);
  }

  private static Outcome outcomeOfMeasurement(List<Cell> cells) {
    return cells.stream()
        .filter(cell -> cell.method().equals(MEASUREMENT))
        .map(Cell::outcome)
        .findFirst()
        .orElse(null);
  }

  private static String shortName(String method) {
    return method.startsWith(Method.BASELINE) ? method.substring(Method.BASELINE.length()) : method;
  }
}
