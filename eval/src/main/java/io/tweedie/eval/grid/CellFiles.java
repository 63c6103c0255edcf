package io.tweedie.eval.grid;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tweedie.images.ImageFile;
import io.tweedie.images.Panel;
import io.tweedie.images.Panel.Captioned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * The finished cells of an evaluation: {@code TASK/IMAGE/METHOD.json} beside the pictures {@code
 * METHOD.png}, {@code METHOD.panel.png}, {@code reference.png} and {@code measurement.png}. A
 * cell's JSON is written last, so where it is, the cell is whole.
 *
 * @param folder of all cells
 */
record CellFiles(Path folder) {

  private static final JsonMapper JSON = new JsonMapper();

  /**
   * A cell with everything its numbers depend on.
   *
   * @param settings as one text, compared to the letter
   */
  private record Stored(String settings, Cell cell) {}

  /** The folder of an image, by its file's name without extension. */
  static String folderOf(Path image) {
    String name = image.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return fileName(dot > 0 ? name.substring(0, dot) : name);
  }

  /** A name of a task or method that every file system takes. */
  static String fileName(String name) {
    return name.replaceAll("[^A-Za-z0-9.@,_-]+", "-");
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

  private Path json(String task, String method, String image) {
    return file(task, image, method + ".json");
  }

  /** A cell that was measured under exactly these settings. */
  Optional<Cell> find(String task, String method, String image, String settings) {
    Path file = json(task, method, image);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Stored stored = JSON.readValue(file.toFile(), Stored.class);
      return Optional.of(stored).filter(s -> s.settings().equals(settings)).map(Stored::cell);
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

  /** Stores the pictures of a result. */
  void savePictures(Cell cell, Tensor reference, Tensor measurement, Tensor result) {
    ImageFile.writePng(result(cell), result);
    Panel.of(
            new Captioned("reference", reference),
            new Captioned(cell.task(), measurement),
            new Captioned(cell.method(), result))
        .writePng(panel(cell));
  }

  /** Stores a cell; its pictures are there by now. */
  void save(Cell cell, String settings) {
    Path file = json(cell.task(), cell.method(), cell.image());
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(part, JSON.writeValueAsString(new Stored(settings, cell)) + "\n");
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be written".formatted(file), e);
    }
  }
}
