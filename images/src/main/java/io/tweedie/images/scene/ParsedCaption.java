package io.tweedie.images.scene;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a text was understood to say of a picture.
 *
 * @param stated in the order of the text
 * @param unknown words of no meaning here, in their order
 */
public record ParsedCaption(Set<Attribute> stated, List<String> unknown) {

  /** Copies both in their order. */
  public ParsedCaption {
    stated = Collections.unmodifiableSet(new LinkedHashSet<>(stated));
    unknown = List.copyOf(unknown);
  }
}
