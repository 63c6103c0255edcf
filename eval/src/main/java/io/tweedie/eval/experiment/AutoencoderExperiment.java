package io.tweedie.eval.experiment;

import static io.tweedie.eval.experiment.ExperimentFile.require;

import io.tweedie.core.latent.Autoencoder;
import io.tweedie.core.tensor.Shape;
import io.tweedie.eval.grid.EvaluationResults;
import io.tweedie.eval.grid.Photos;
import io.tweedie.eval.grid.Spread;
import io.tweedie.eval.metric.Psnr;
import io.tweedie.eval.report.Charts;
import io.tweedie.eval.report.Csv;
import io.tweedie.eval.report.LineChart;
import io.tweedie.eval.report.LineChart.Axis;
import io.tweedie.eval.report.LineChart.Marks;
import io.tweedie.eval.report.LineChart.Point;
import io.tweedie.eval.report.LineChart.Series;
import io.tweedie.eval.report.Page;
import io.tweedie.eval.report.Part;
import io.tweedie.eval.report.Strips;
import io.tweedie.images.CentreCrop;
import io.tweedie.images.ImageFile;
import io.tweedie.restore.Prior;
import io.tweedie.restore.photo.Space;
import io.tweedie.restore.spec.ModelChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Encodes pictures and decodes them again and again (Chung et al., ICML 2024, figure 1): whether
 * the autoencoder of a text-to-image model has fixed points near pictures, which GML-DPS and PSLD
 * rest on. Read from a YAML file.
 *
 * @param title of the report
 * @param text a paragraph below it; empty if absent
 * @param model whose autoencoder it is
 * @param images files and folders, as seen from the file; none where scenes are drawn
 * @param scenes drawn in place of images; null for none
 * @param size side of the square cut from the middle of each image; that of the model's training if
 *     absent
 * @param rounds how often; 25 if absent
 */
public record AutoencoderExperiment(
    String title,
    String text,
    ModelChoice model,
    List<String> images,
    SceneSet scenes,
    Integer size,
    Integer rounds) {

  /** What files call this kind of experiment. */
  public static final String KIND = "autoencoder";

  private static final int USUAL_ROUNDS = 25;
  private static final int SHOWN = 8;
  private static final List<Integer> SHOWN_ROUNDS = List.of(0, 1, 2, 5, 10, 15, 20, 25);

  /** Fills in what is absent, and refuses what cannot be run. */
  public AutoencoderExperiment {
    require(title != null, "title is missing");
    require(model != null, "model is missing: a text-to-image model, or a folder of one");
    text = text == null ? "" : text;
    images = images == null ? List.of() : List.copyOf(images);
    require(images.isEmpty() == (scenes != null), "name images or scenes, one of them");
    require(size == null || size > 0, "size must be a number of pixels above 0, not " + size);
    rounds = rounds == null ? USUAL_ROUNDS : rounds;
    require(rounds > 0, "rounds must be at least 1, got " + rounds);
  }

  /**
   * Reads an experiment.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException naming what is wrong in it
   */
  public static AutoencoderExperiment read(Path file) throws IOException {
    AutoencoderExperiment read = ExperimentFile.read(file, AutoencoderExperiment.class);
    Path folder = file.toAbsolutePath().getParent();
    return new AutoencoderExperiment(
        read.title,
        read.text,
        read.model.beside(folder),
        read.images.stream().map(image -> folder.resolve(image).toString()).toList(),
        read.scenes,
        read.size,
        read.rounds);
  }

  /**
   * A picture after a number of rounds.
   *
   * @param psnr against the picture itself, in decibels; infinite before the first
   * @param moved root of the mean squared difference from the round before, where white is 1
   */
  private record Round(String image, int round, double psnr, double moved) {}

  /**
   * Runs it and writes {@code report.html}, {@code results.csv} and pictures.
   *
   * @param most how many pictures; null for all
   * @throws IOException if a file cannot be read or written
   * @throws IllegalArgumentException if the model has no autoencoder
   */
  public Findings run(Workshop workshop, Integer most) throws IOException {
    Prior prior = workshop.prior();
    if (!(prior.space() instanceof Space.Latents latents)) {
      throw new IllegalArgumentException(
          "model %s has no autoencoder; name a text-to-image model".formatted(prior.name()));
    }
    int side = size == null ? prior.usualSide().orElseThrow() : size;
    require(
        side % latents.multiple() == 0,
        "size must be a multiple of %d for model %s, not %d"
            .formatted(latents.multiple(), prior.name(), side));
    List<Path> files = files(workshop.out(), side);
    List<Round> all = new ArrayList<>();
    for (Path file : files.subList(0, most == null ? files.size() : Math.min(most, files.size()))) {
      all.addAll(of(file, side, latents.autoencoder(), workshop.out()));
    }
    return report(workshop, all);
  }

  private List<Path> files(Path out, int side) throws IOException {
    return scenes != null ? scenes.draw(out.resolve("scenes"), side) : Photos.in(images).files();
  }

  private List<Round> of(Path file, int side, Autoencoder autoencoder, Path out) {
    List<Round> rounds = new ArrayList<>();
    String name = file.getFileName().toString();
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor original = square(ImageFile.read(file).pixels(), side, file);
      Tensor now = original;
      ImageFile.writePng(picture(out, name, 0), now);
      for (int round = 1; round <= this.rounds; round++) {
        Tensor next = autoencoder.decode(autoencoder.encode(now));
        double moved = Math.sqrt(next.sub(now).square().mean().item_double()) / 2;
        rounds.add(new Round(name, round, new Psnr().measure(original, next)[0], moved));
        now = next;
        if (SHOWN_ROUNDS.contains(round)) {
          ImageFile.writePng(picture(out, name, round), now);
        }
      }
    }
    return rounds;
  }

  private static Path picture(Path out, String image, int round) {
    String name = image.replaceFirst("\\.[^.]*$", "");
    return out.resolve("rounds").resolve(String.format(Locale.ROOT, "%s.%02d.png", name, round));
  }

  private static Tensor square(Tensor pixels, int side, Path file) {
    Shape shape = Shape.of(pixels);
    require(
        shape.height() >= side && shape.width() >= side,
        "%s is %d x %d (width x height), smaller than %d x %d"
            .formatted(file, shape.width(), shape.height(), side, side));
    Tensor colour = pixels.expand(1, 3, shape.height(), shape.width());
    return CentreCrop.of(colour, side, side).contiguous();
  }

  private Findings report(Workshop workshop, List<Round> all) throws IOException {
    Path out = workshop.out();
    Csv.write(
        out.resolve("results.csv"),
        List.of("image", "round", "psnr", "moved"),
        all.stream().map(r -> List.<Object>of(r.image(), r.round(), r.psnr(), r.moved())).toList());
    List<Map<String, Object>> means = new ArrayList<>();
    List<Point> psnr = new ArrayList<>();
    List<Point> moved = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      int number = round;
      List<Round> of = all.stream().filter(r -> r.round() == number).toList();
      Spread fit = Spread.of(of.stream().mapToDouble(Round::psnr).toArray());
      Spread move = Spread.of(of.stream().mapToDouble(Round::moved).toArray());
      psnr.add(new Point(round, fit.mean()));
      moved.add(new Point(round, move.mean()));
      Map<String, Object> mean = new LinkedHashMap<>();
      mean.put("round", round);
      mean.put("psnr", fit);
      mean.put("moved", move);
      means.add(mean);
      lines.add(
          String.format(
              Locale.ROOT,
              "round %2d: psnr %.2f to the picture, %.4f from the round before",
              round,
              fit.mean(),
              move.mean()));
    }
    EvaluationResults.writeJson(
        out.resolve("results.json"),
        Map.of("title", title, "info", workshop.info(), "rounds", means));
    page(workshop, all, psnr, moved).write(out.resolve("report.html"));
    return new Findings(Map.of("rounds", means), lines, List.of());
  }

  private Page page(Workshop workshop, List<Round> all, List<Point> psnr, List<Point> moved) {
    List<Part> parts = new ArrayList<>();
    parts.add(
        new Charts(
            "Again and again",
            "Means over pictures. At a fixed point the second line would fall to 0.",
            List.of(
                chart("PSNR to the picture", "PSNR, dB", psnr),
                chart("Difference from the round before", "RMS, white is 1", moved))));
    List<Integer> shown = SHOWN_ROUNDS.stream().filter(round -> round <= rounds).toList();
    List<Strips.Row> rows =
        all.stream()
            .map(Round::image)
            .distinct()
            .limit(SHOWN)
            .map(
                image ->
                    new Strips.Row(
                        image,
                        shown.stream()
                            .map(
                                round ->
                                    new Strips.Frame(picture(workshop.out(), image, round), ""))
                            .toList()))
            .toList();
    parts.add(
        new Strips("Pictures", "", shown.stream().map(round -> "round " + round).toList(), rows));
    List<Page.Fact> facts =
        Stream.concat(
                Stream.of(new Page.Fact("Model", workshop.info().model())),
                workshop.info().facts().stream())
            .toList();
    return new Page(title, text, facts, parts, List.of());
  }

  private static LineChart chart(String caption, String label, List<Point> points) {
    return new LineChart(
        caption,
        Axis.linear("round"),
        Axis.linear(label),
        List.of(new Series("mean", points, Marks.DOTS)),
        List.of());
  }
}
