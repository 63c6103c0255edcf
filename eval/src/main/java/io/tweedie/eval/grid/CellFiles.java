package io.tweedie.eval.grid;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tweedie.core.file.WholeFile;
import io.tweedie.eval.uncertainty.Calibration;
import io.tweedie.images.HeatMap;
import io.tweedie.images.ImageFile;
import io.tweedie.images.Panel;
import io.tweedie.images.Panel.Captioned;
import io.tweedie.restore.uncertainty.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * The finished cells of an evaluation: {@code TASK/IMAGE/METHOD.json} beside the pictures {@code
 * METHOD.png}, {@code METHOD.panel.png}, {@code reference.png} and {@code measurement.png}; where
 * there are several samples {@code METHOD.mean.png}, {@code METHOD.std.png} and {@code
 * METHOD.error.png}; where the way was kept {@code METHOD.x0-0500.png}. A cell's JSON is written
 * last, so where it is, the cell is whole.
 *
 * @param folder of all cells
 */
record CellFiles(Path folder) {

  private static final JsonMapper JSON = new JsonMapper();

  /** In standard deviations; the honest hardly exceed it. */
  private static final double LARGEST_ERROR = 4;

  /**
   * A cell with everything its numbers depend on.
   *
   * @param settings as one text, compared to the letter
   * @param lpips the network that measured LPIPS, compared to the letter
   * @param judge which attributes were judged and by what, compared to the letter; null for none
   */
  private record Stored(String settings, String lpips, String judge, Cell cell) {

    /** What was not seen by other eyes. */
    Cell seenBy(Perception.Lookers lookers) {
      return cell.with(
          m ->
              m.withLpips(lookers.lpips().equals(lpips) ? m.lpips() : null)
                  .withAttributes(Objects.equals(lookers.judge(), judge) ? m.attributes() : null));
    }
  }

  /** The folder of an image, by its file's name without extension. */
  static String folderOf(Path image) {
    String name = image.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return fileName(dot > 0 ? name.substring(0, dot) : name);
  }

  /** A name of a task or method that every file system takes. */
  static String fileName(String name) {
    return name.replace("+", "plus").replaceAll("[^A-Za-z0-9.@,_-]+", "-");
  }

  private Path file(String task, String image, String name) {
    return folder.resolve(fileName(task)).resolve(folderOf(Path.of(image))).resolve(fileName(name));
  }

  Path reference(String task, String image) {
    return file(task, image, "reference.png");
  }

  Path measurement(String task, String image) {
    return file(task, image, "measurement.png");
  }

  Path result(Cell cell) {
    return file(cell.task(), cell.image(), cell.method() + ".png");
  }

  Path panel(Cell cell) {
    return file(cell.task(), cell.image(), cell.method() + ".panel.png");
  }

  /** The mean of the samples. */
  Path mean(Cell cell) {
    return file(cell.task(), cell.image(), cell.method() + ".mean.png");
  }

  /** The samples' standard deviation. */
  Path deviation(Cell cell) {
    return file(cell.task(), cell.image(), cell.method() + ".std.png");
  }

  /** The error of the samples' mean in standard deviations. */
  Path error(Cell cell) {
    return file(cell.task(), cell.image(), cell.method() + ".error.png");
  }

  /** The estimate of x_0 at a timestep. */
  Path frame(String task, String method, String image, int timestep) {
    return file(task, image, String.format(Locale.ROOT, "%s.x0-%04d.png", method, timestep));
  }

  private Path json(String task, String method, String image) {
    return file(task, image, method + ".json");
  }

  /**
   * A cell that was measured under exactly these settings.
   *
   * @param lookers what others saw is left out
   */
  Optional<Cell> find(
      String task, String method, String image, String settings, Perception.Lookers lookers) {
    Path file = json(task, method, image);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Stored stored = JSON.readValue(file.toFile(), Stored.class);
      return Optional.of(stored)
          .filter(s -> s.settings().equals(settings))
          .map(s -> s.seenBy(lookers));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s cannot be read; delete it to measure it again".formatted(file), e);
    }
  }

  /** Stores what is known before a method runs. */
  void saveSubject(String task, String image, Tensor reference, Tensor measurement) {
    ImageFile.writePng(reference(task, image), reference);
    ImageFile.writePng(measurement(task, image), measurement);
  }

  /** Stores the estimate of x_0 at a timestep. */
  void saveFrame(String task, String method, String image, int timestep, Tensor x0) {
    ImageFile.writePng(frame(task, method, image, timestep), x0);
  }

  /** Stores the pictures of a result. */
  void savePictures(Cell cell, Tensor reference, Tensor measurement, Tensor result) {
    ImageFile.writePng(result(cell), result);
    Panel.of(
            new Captioned("reference", reference),
            new Captioned(cell.task(), measurement),
            new Captioned(cell.method(), result))
        .writePng(panel(cell));
  }

  /** Stores what several samples say. */
  void saveSamples(Cell cell, Tensor reference, Samples samples) {
    ImageFile.writePng(mean(cell), samples.mean());
    HeatMap.of(samples.deviationOfPixels()).writePng(deviation(cell));
    new HeatMap(Calibration.errorInDeviations(samples, reference), LARGEST_ERROR)
        .writePng(error(cell));
  }

  /** Stores a cell; its pictures are there by now. */
  void save(Cell cell, String settings, Perception.Lookers lookers) {
    Path file = json(cell.task(), cell.method(), cell.image());
    try {
      WholeFile.write(
          file,
          JSON.writeValueAsString(new Stored(settings, lookers.lpips(), lookers.judge(), cell))
              + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be written".formatted(file), e);
    }
  }
}
