package io.tweedie.images.scene;

import java.util.List;

/** How large an object is. */
public enum Size implements Trait {
  SMALL(0.14, "small", "little"),
  MEDIUM(0.20, "medium", "medium-sized"),
  LARGE(0.28, "large", "big");

  private final double radius;
  private final List<String> words;

  Size(double radius, String... words) {
    this.radius = radius;
    this.words = List.of(words);
  }

  /** About half of its height, as a share of the picture's side. */
  public double radius() {
    return radius;
  }

  @Override
  public List<String> words() {
    return words;
  }

  @Override
  public boolean isOf(SceneObject object) {
    return object.size() == this;
  }
}
