package io.tweedie.images.scene;

import java.util.Locale;

/** A value of one aspect of an object, which can be seen of it. */
public sealed interface Trait extends Wording permits Kind, Colour, Size, Place, Tilt, Texture {

  /** Whether an object has it. */
  boolean isOf(SceneObject object);

  /** The aspect, in a word: kind, colour, size, place, tilt or texture. */
  default String aspect() {
    return ((Enum<?>) this).getDeclaringClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
