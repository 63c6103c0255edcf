package io.tweedie.eval.grid;

import java.nio.file.Path;

/**
 * A file among the images that takes no part in an evaluation.
 *
 * @param image the file
 * @param reason why not, for people; names the file
 */
public record Unread(String image, String reason) {

  /** A file whose name begins with a dot. */
  static Unread hidden(Path file) {
    return new Unread(
        file.toString(),
        file + " is a hidden file, as systems leave beside photos; name it otherwise to use it");
  }
}
