package io.tweedie.images.scene;

import java.util.List;

/** How an object is filled. */
public enum Texture implements Trait {
  SOLID(Weave.NONE, "solid", "filled"),
  STRIPED(Weave.diagonals(0.09), "striped"),
  DOTTED(Weave.dots(0.105, 0.03), "dotted", "spotted"),
  /** Its rim alone, through which one sees what is behind. */
  OUTLINED(Weave.NONE, "outlined", "hollow");

  private final Weave weave;
  private final List<String> words;

  Texture(Weave weave, String... words) {
    this.weave = weave;
    this.words = List.of(words);
  }

  /** Where on it the accent of its colour is, from its centre. */
  Weave weave() {
    return weave;
  }

  @Override
  public List<String> words() {
    return words;
  }

  @Override
  public boolean isOf(SceneObject object) {
    return object.texture() == this;
  }
}
