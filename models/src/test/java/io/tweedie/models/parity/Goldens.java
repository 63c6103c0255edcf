package io.tweedie.models.parity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds what the scripts in the folder {@code parity} wrote. */
public final class Goldens {

  private Goldens() {}

  /** The files of a folder whose names match a glob, in order; at least one. */
  public static List<Path> files(String folder, String glob) {
    try (Stream<Path> files = Files.list(root().resolve(folder))) {
      var matcher = Path.of("").getFileSystem().getPathMatcher("glob:" + glob);
      List<Path> found =
          files.filter(file -> matcher.matches(file.getFileName())).sorted().toList();
      if (found.isEmpty()) {
        throw new IllegalStateException("no " + glob + " in parity/golden/" + folder);
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One file. */
  public static Path file(String name) {
    return root().resolve(name);
  }

  private static Path root() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path golden = at.resolve("parity/golden");
      if (Files.isDirectory(golden)) {
        return golden;
      }
    }
    throw new IllegalStateException("no folder parity/golden at or above the working directory");
  }
}
