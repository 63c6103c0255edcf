package io.tweedie.images.scene;

import java.util.List;
import java.util.Optional;

/**
 * All that there is in a square picture.
 *
 * @param background behind the objects
 * @param objects from back to front
 */
public record Scene(Background background, List<SceneObject> objects) {

  /** Copies the list. */
  public Scene {
    objects = List.copyOf(objects);
  }

  /** The first object of a kind. */
  public Optional<SceneObject> find(Kind kind) {
    return objects.stream().filter(object -> object.kind() == kind).findFirst();
  }
}
