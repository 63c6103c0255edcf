package io.tweedie.images;

import javax.imageio.IIOException;

/** Content that breaks the rules of its format, in words that a reader understands. */
final class DamageException extends IIOException {
  private static final long serialVersionUID = 1L;

  DamageException(String message) {
    super(message);
  }
}
