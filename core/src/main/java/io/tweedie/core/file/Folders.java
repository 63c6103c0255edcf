package io.tweedie.core.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Folders to write to. */
public final class Folders {

  private Folders() {}

  /**
   * Makes a folder, and those above it, where there is none.
   *
   * @return the folder
   * @throws FileSystemException naming the folder, if none can be made there
   */
  public static Path make(Path folder) throws IOException {
    try {
      return Files.createDirectories(folder);
    } catch (NoSuchFileException e) {
      // So says the file system of the kernel, as in /proc, of a folder that was to be made.
      throw new FileSystemException(e.getFile(), null, "no folder can be made there");
    }
  }
}
