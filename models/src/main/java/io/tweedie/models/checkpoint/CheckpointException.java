package io.tweedie.models.checkpoint;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A checkpoint that cannot be read or written. The message names the file, what was found in it and
 * what to do.
 */
public final class CheckpointException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Path file;

  CheckpointException(Path file, String problem) {
    this(file, problem, null);
  }

  private CheckpointException(Path file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
    this.file = file;
  }

  /** Puts the file's name to a failure inside it. */
  static CheckpointException of(Path file, IOException failure) {
    return new CheckpointException(file, explain(failure), failure);
  }

  /** The file that was read or written. */
  public Path file() {
    return file;
  }

  private static String explain(IOException failure) {
    if (failure instanceof FormatException) {
      return failure.getMessage();
    }
    if (failure instanceof NoSuchFileException) {
      return "there is no such file or directory; check the path";
    }
    if (failure instanceof AccessDeniedException) {
      return "access is denied; check the permissions";
    }
    if (failure instanceof ClosedByInterruptException) {
      return "the thread was interrupted, which closed the file; open it again";
    }
    return "the system reports: " + failure.getMessage();
  }
}
