package io.tweedie.images.scene;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A text about a picture.
 *
 * @param text lower case, without a full stop
 * @param stated all that it says, in the order of the text
 */
public record Caption(String text, Set<Attribute> stated) {

  /** Copies the set in its order. */
  public Caption {
    stated = Collections.unmodifiableSet(new LinkedHashSet<>(stated));
  }
}
