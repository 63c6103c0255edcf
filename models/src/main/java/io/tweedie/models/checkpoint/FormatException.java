package io.tweedie.models.checkpoint;

import java.io.IOException;

/**
 * What is wrong inside a file, told by code that does not know the file's name. Checked, so that
 * none gets past the place that adds it ({@link CheckpointException#of}).
 */
final class FormatException extends IOException {

  private static final long serialVersionUID = 1L;
  private static final int LONGEST_QUOTE = 120;

  FormatException(String message) {
    super(message);
  }

  FormatException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Text out of a file, fit for a message: one short line whatever the file holds. */
  static String quoted(String text) {
    String shown = text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...";
    return "'" + shown.replaceAll("\\p{Cntrl}", "?") + "'";
  }
}
