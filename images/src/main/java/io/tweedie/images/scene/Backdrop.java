package io.tweedie.images.scene;

/** A value of one aspect of a background. */
public sealed interface Backdrop extends Wording permits Colour, Pattern {

  /** Whether a background has it. */
  boolean isOf(Background background);
}
