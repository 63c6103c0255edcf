package io.tweedie.core.file;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files of text, which are in UTF-8 here. */
public final class TextFile {

  private TextFile() {}

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException naming the file, if it is a folder or no text in UTF-8
   */
  public static String read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException(file + " is a folder; a file of text is needed here");
    }
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + " is no text in UTF-8", e);
    }
  }

  /** Reads the lines of a list, without space around them and without empty ones; else the same. */
  public static List<String> lines(Path file) throws IOException {
    return read(file).lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }
}
