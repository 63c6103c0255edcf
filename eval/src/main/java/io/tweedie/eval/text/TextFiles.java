package io.tweedie.eval.text;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tweedie.core.file.Folders;
import io.tweedie.core.file.WholeFile;
import io.tweedie.images.ImageFile;
import io.tweedie.images.PngText;
import io.tweedie.models.checkpoint.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * The pictures of an experiment, each with the settings it was drawn with in it, and beside it what
 * was found of it. So another CLIP looks at the same pictures again, and none is drawn twice.
 *
 * @param folder of all pictures
 * @param painted all that decides pictures besides what is wanted
 * @param measured all that decides what is found of a picture besides the picture
 */
record TextFiles(Path folder, String painted, String measured) {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String KEYWORD = "tweedie";
  private static final int NAME_DIGITS = 12;

  /**
   * How a picture came to be.
   *
   * @param settings compared to the letter
   */
  record Origin(String settings, int nfe, double seconds) {}

  private record Stored(String settings, Measured measured) {}

  private String settings(Wanted wanted) {
    return wanted + ", " + painted;
  }

  private String name(Wanted wanted) {
    byte[] settings = settings(wanted).getBytes(StandardCharsets.UTF_8);
    return Sha256.of(settings).substring(0, NAME_DIGITS);
  }

  /** A picture's file. */
  Path picture(Wanted wanted) {
    return folder.resolve(name(wanted) + ".png");
  }

  private Path findings(Wanted wanted) {
    return folder.resolve(name(wanted) + ".json");
  }

  /** How a picture that is there was drawn. */
  Optional<Origin> origin(Wanted wanted) {
    String said = PngText.read(picture(wanted)).get(KEYWORD);
    if (said == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(said, Origin.class))
          .filter(origin -> origin.settings().equals(settings(wanted)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Writes a picture, whole or not at all. */
  void write(Wanted wanted, Tensor picture, int nfe, double seconds) {
    try {
      Folders.make(folder);
      String said = JSON.writeValueAsString(new Origin(settings(wanted), nfe, seconds));
      ImageFile.writePng(picture(wanted), picture, Map.of(KEYWORD, said));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was found of a picture under exactly these settings. */
  Optional<Measured> find(Wanted wanted) {
    Path file = findings(wanted);
    if (!Files.exists(file) || origin(wanted).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(file.toFile(), Stored.class))
          .filter(stored -> stored.settings().equals(measured))
          .map(Stored::measured);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s cannot be read; delete it to measure it again".formatted(file), e);
    }
  }

  /** Keeps what was found. */
  void save(Wanted wanted, Measured found) {
    Path file = findings(wanted);
    try {
      WholeFile.write(file, JSON.writeValueAsString(new Stored(measured, found)) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be written".formatted(file), e);
    }
  }
}
