package io.tweedie.eval.guidance;

import com.fasterxml.jackson.core.type.TypeReference;
import io.tweedie.core.guidance.Guidance;
import io.tweedie.eval.grid.StoredResult;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The finished cells of the experiment, each a JSON file beside its picture. The JSON is written
 * last, so where it is, the cell is whole.
 *
 * @param folder of all cells
 */
record GuidanceFiles(Path folder) {

  private static final TypeReference<GuidanceCell> CELL = new TypeReference<>() {};

  /** A page of a method's images. */
  Path picture(String form, double scale) {
    return file(form, scale, ".png");
  }

  private Path file(String form, double scale, String suffix) {
    return folder.resolve(Guidance.parse(form + ":" + scale).name().replace(':', '-') + suffix);
  }

  /** A cell that was measured under exactly these settings. */
  Optional<GuidanceCell> find(Guidance guidance, String settings) {
    return stored(guidance.word(), guidance.scale()).find(settings, CELL);
  }

  /** Stores a cell; its picture is there by now. */
  void save(GuidanceCell cell, String settings) {
    stored(cell.form(), cell.scale()).save(settings, cell);
  }

  private StoredResult stored(String form, double scale) {
    return new StoredResult(file(form, scale, ".json"));
  }
}
