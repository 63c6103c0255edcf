package io.tweedie.images.scene;

/** A value of one aspect of an object, which can be seen of it. */
public sealed interface Trait extends Wording permits Kind, Colour, Size, Place, Tilt, Texture {

  /** Whether an object has it. */
  boolean isOf(SceneObject object);
}
