package io.tweedie.images;

/**
 * An image file that cannot be used. The message says which file, what is wrong with it and what is
 * accepted.
 */
public final class ImageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ImageException(String message) {
    super(message);
  }

  ImageException(String message, Throwable cause) {
    super(message, cause);
  }
}
