package io.tweedie.eval.restore;

import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.CheckpointException;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * Where one photo's run is kept between two processes.
 *
 * @param file on disk
 * @param settings all that decides the result; a state of other settings is not resumed from
 */
public record StateFile(Path file, String settings) {

  /** Saves; the file is there whole or not at all. */
  public void write(SamplingLoop.State state) {
    SafetensorsWriter.write(
        file,
        Map.of("x", state.x()),
        Map.of("remaining", Integer.toString(state.remaining()), "settings", settings));
  }

  /**
   * The saved state, if there is one of these settings; its tensor is the caller's to close. A file
   * that cannot be read counts as none.
   */
  public Optional<SamplingLoop.State> read() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (Checkpoint saved = Checkpoint.open(file)) {
      if (!settings.equals(saved.metadata().get("settings"))) {
        return Optional.empty();
      }
      Tensor x = saved.read("x");
      return Optional.of(
          new SamplingLoop.State(Integer.parseInt(saved.metadata().get("remaining")), x));
    } catch (CheckpointException e) {
      return Optional.empty();
    }
  }

  /**
   * Deletes the file if it is there.
   *
   * @throws IOException if it cannot be deleted
   */
  public void delete() throws IOException {
    Files.deleteIfExists(file);
  }
}
