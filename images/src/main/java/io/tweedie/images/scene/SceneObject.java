package io.tweedie.images.scene;

/**
 * One thing in a scene.
 *
 * @param kind what it is
 * @param colour most of it
 * @param size how large
 * @param x its centre from the left, as a share of the picture's side
 * @param y its centre from the top, as a share of the picture's side
 * @param tilt how it is turned
 * @param texture how it is filled
 */
public record SceneObject(
    Kind kind, Colour colour, Size size, double x, double y, Tilt tilt, Texture texture) {

  /** The place that says most of its centre. */
  public Place place() {
    return Place.of(x, y);
  }
}
