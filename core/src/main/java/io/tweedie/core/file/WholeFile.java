package io.tweedie.core.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * Files that appear whole or not at all: what is written goes to a hidden file beside, which takes
 * the name once it is complete. One that was there before stays until then; missing directories are
 * made. An interrupted thread writes to the end, and stays interrupted.
 */
public final class WholeFile {

  /** What fills a file. */
  @FunctionalInterface
  public interface Content {

    /**
     * Writes all of it.
     *
     * @param part a file that does not exist yet
     * @throws IOException if it cannot be written
     */
    void writeTo(Path part) throws IOException;
  }

  private WholeFile() {}

  /**
   * Writes text in UTF-8.
   *
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes bytes.
   *
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, byte[] content) throws IOException {
    write(file, part -> Files.write(part, content));
  }

  /**
   * Writes what {@code content} writes.
   *
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, Content content) throws IOException {
    Path target = file.toAbsolutePath();
    Folders.make(target.getParent());
    // Not Files.createTempFile: its files are readable by their owner alone, and so would this be.
    Path part = target.resolveSibling(".%s.part".formatted(UUID.randomUUID()));
    // Channels close themselves under an interrupted thread, and the last state of a run would be
    // lost exactly when it is wanted.
    boolean interrupted = Thread.interrupted();
    try {
      content.writeTo(part);
      replace(part, target);
    } finally {
      Files.deleteIfExists(part);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void replace(Path part, Path target) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
