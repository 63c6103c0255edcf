package io.tweedie.images;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/**
 * An image file that cannot be used. The message says which file, what is wrong with it and what is
 * accepted.
 */
public final class ImageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final String UNKNOWN = "the system does not say why";

  ImageException(String message) {
    super(message);
  }

  ImageException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A file that the system does not let be read. */
  static ImageException unreadable(Path file, IOException failure) {
    return new ImageException("%s cannot be read: %s".formatted(file, reason(failure)), failure);
  }

  /** A file that the system does not let be written. */
  static ImageException unwritable(Path file, IOException failure) {
    return new ImageException("%s cannot be written: %s".formatted(file, reason(failure)), failure);
  }

  /** What the system has against it, in words. */
  static String reason(IOException failure) {
    if (failure instanceof AccessDeniedException) {
      return "access is denied; check the permissions";
    }
    if (failure instanceof NoSuchFileException) {
      return "it does not exist";
    }
    if (failure instanceof NotDirectoryException) {
      return "it is not a folder";
    }
    if (failure instanceof FileSystemException refused) {
      return refused.getReason() == null ? UNKNOWN : refused.getReason();
    }
    // Whoever passes a failure on names its class, the first one speaks for itself.
    Throwable first = failure;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    return first instanceof IOException && first.getMessage() != null
        ? first.getMessage()
        : UNKNOWN;
  }
}
