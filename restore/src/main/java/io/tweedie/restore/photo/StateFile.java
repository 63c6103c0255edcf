package io.tweedie.restore.photo;

import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.CheckpointException;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
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

  private static final String MEMORY = "memory.";

  /** Saves; the file is there whole or not at all. */
  public void write(SamplingLoop.State state) {
    Map<String, Tensor> tensors = new HashMap<>();
    tensors.put("x", state.x());
    state.memory().forEach((name, value) -> tensors.put(MEMORY + name, value));
    SafetensorsWriter.write(
        file,
        tensors,
        Map.of(
            "remaining",
            Integer.toString(state.remaining()),
            "evaluations",
            Integer.toString(state.evaluations()),
            "settings",
            settings));
  }

  /**
   * The saved state, if there is one of these settings; its tensors are the caller's to close. A
   * file that cannot be read counts as none.
   */
  public Optional<SamplingLoop.State> read() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (Checkpoint saved = Checkpoint.open(file)) {
      if (!settings.equals(saved.metadata().get("settings"))) {
        return Optional.empty();
      }
      int remaining = Integer.parseInt(saved.metadata().get("remaining"));
      int evaluations = Integer.parseInt(saved.metadata().get("evaluations"));
      Map<String, Tensor> memory = new HashMap<>();
      saved.tensors().keySet().stream()
          .filter(name -> name.startsWith(MEMORY))
          .forEach(name -> memory.put(name.substring(MEMORY.length()), saved.read(name)));
      return Optional.of(new SamplingLoop.State(remaining, evaluations, saved.read("x"), memory));
    } catch (CheckpointException | NumberFormatException e) {
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
