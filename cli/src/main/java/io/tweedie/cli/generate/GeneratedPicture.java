package io.tweedie.cli.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.images.ImageFile;
import io.tweedie.images.PngText;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.CheckpointException;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.restore.photo.StateFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * One picture of a run, and its files.
 *
 * @param out folder of the files
 * @param index among all pictures, from 0
 * @param prompt what it shows
 * @param number among the pictures of its prompt, from 0, which with the seed decides its noise
 * @param settings all that decides it, for people and programs
 */
record GeneratedPicture(
    Path out, int index, String prompt, int number, Map<String, Object> settings) {

  /** Keyword of the settings in a PNG. */
  private static final String KEYWORD = "tweedie";

  /** A keyword of the PNG specification. */
  private static final String DESCRIPTION = "Description";

  private static final String SETTINGS = "settings";
  private static final String RESULT = "result";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The picture's file. */
  Path file() {
    return file("png");
  }

  private Path latentsFile() {
    return file("latents.safetensors");
  }

  private Path previewFile() {
    return file("preview.png");
  }

  private Path file(String ending) {
    return out.resolve(String.format(Locale.ROOT, "generated-%03d.%s", index, ending));
  }

  /** Where the run is kept if it is interrupted. */
  StateFile state() {
    return new StateFile(
        out.resolve(String.format(Locale.ROOT, ".generated-%03d.state.safetensors", index)),
        settingsText());
  }

  private String settingsText() {
    try {
      return JSON.writeValueAsString(settings);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether its files are there, made with the same settings. */
  boolean isThere(boolean latentsToo) {
    return settingsText().equals(PngText.read(file()).get(KEYWORD))
        && (!latentsToo || latentsAreThere());
  }

  private boolean latentsAreThere() {
    if (!Files.isRegularFile(latentsFile())) {
      return false;
    }
    try (Checkpoint saved = Checkpoint.open(latentsFile())) {
      return settingsText().equals(saved.metadata().get(SETTINGS));
    } catch (CheckpointException damaged) {
      return false;
    }
  }

  /** The files that are written. */
  List<Path> files(boolean latentsToo) {
    return latentsToo ? List.of(file(), latentsFile()) : List.of(file());
  }

  /** Writes the picture, 1 x C x H x W in [-1, 1], with its settings. */
  void write(Tensor pixels) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (!prompt.isEmpty()) {
      texts.put(DESCRIPTION, prompt);
    }
    texts.put(KEYWORD, settingsText());
    ImageFile.writePng(file(), pixels, texts);
  }

  /**
   * Writes latents.
   *
   * @param initial as {@code --latents} takes them
   * @param result as the autoencoder decodes them
   */
  void writeLatents(Tensor initial, Tensor result) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(LatentsFile.TENSOR, initial);
    tensors.put(RESULT, result);
    SafetensorsWriter.write(latentsFile(), tensors, Map.of(SETTINGS, settingsText()));
  }

  /** Writes what the picture has come to so far. */
  void writePreview(BufferedImage picture) {
    ImageFile.writePng(previewFile(), picture);
  }

  /** Deletes what is of no use when the picture is there. */
  void tidy() throws IOException {
    state().delete();
    Files.deleteIfExists(previewFile());
  }
}
