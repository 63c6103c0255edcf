package io.tweedie.models.checkpoint;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Files on which readers have failed. */
final class Case {

  private Case() {}

  static Path file(String name) {
    try {
      return Path.of(Case.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
