package io.tweedie.eval.guidance;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tweedie.core.file.WholeFile;
import io.tweedie.core.guidance.Guidance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The finished cells of the experiment, each a JSON file beside its picture. The JSON is written
 * last, so where it is, the cell is whole.
 *
 * @param folder of all cells
 */
record GuidanceFiles(Path folder) {

  private static final JsonMapper JSON = new JsonMapper();

  /**
   * A cell with everything its numbers depend on.
   *
   * @param settings as one text, compared to the letter
   */
  private record Stored(String settings, GuidanceCell cell) {}

  /** A page of a method's images. */
  Path picture(String form, double scale) {
    return file(form, scale, ".png");
  }

  private Path file(String form, double scale, String suffix) {
    return folder.resolve(Guidance.parse(form + ":" + scale).name().replace(':', '-') + suffix);
  }

  /** A cell that was measured under exactly these settings. */
  Optional<GuidanceCell> find(Guidance guidance, String settings) {
    Path file = file(guidance.word(), guidance.scale(), ".json");
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

  /** Stores a cell; its picture is there by now. */
  void save(GuidanceCell cell, String settings) {
    Path file = file(cell.form(), cell.scale(), ".json");
    try {
      WholeFile.write(file, JSON.writeValueAsString(new Stored(settings, cell)) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be written".formatted(file), e);
    }
  }
}
