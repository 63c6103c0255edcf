package io.tweedie.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Files as torch.save makes them, of pickles as short as they can be. */
public final class Pickles {

  private Pickles() {}

  /** A file of a dictionary with one entry. */
  public static Path entry(Path file, String key, String value) throws IOException {
    return of(file, "}" + text(key) + value + "s");
  }

  /** A file of what these instructions make. */
  public static Path of(Path file, String instructions) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("any/data.pkl"));
      zip.write(("\u0080\2" + instructions + ".").getBytes(StandardCharsets.ISO_8859_1));
    }
    return file;
  }

  /** A call of a function with one argument. */
  public static String call(String module, String function) {
    return "c" + module + "\n" + function + "\n" + text("true") + "\u0085R";
  }

  private static String text(String text) {
    return "X" + (char) text.length() + "\0\0\0" + text;
  }
}
