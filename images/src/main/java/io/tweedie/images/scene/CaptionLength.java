package io.tweedie.images.scene;

import java.util.random.RandomGenerator;

/** How much captions say, and of how many objects. */
public enum CaptionLength {
  /** A few words, mostly of one object. */
  SHORT(0.85, 0.15, new Chances(0.92, 0.5, 0.3, 0.2, 0.7, 0.3, 0.3, 0)),
  /** One or two objects with most of what is unusual about them. */
  MEDIUM(0.45, 0.55, new Chances(1, 0.7, 0.8, 0.5, 0.9, 0.7, 0.7, 0.05)),
  /** Two or three objects with nearly all that there is to say. */
  LONG(0.1, 0.4, new Chances(1, 0.9, 1, 0.75, 1, 1, 1, 0.2));

  private final double one;
  private final double two;
  private final Chances chances;

  /**
   * How likely each thing is said.
   *
   * @param colour of an object
   * @param size of an object
   * @param turned its tilt or texture, where that is not the usual one
   * @param place of an object
   * @param ground colour of the background
   * @param pattern of the background, where that is not plain
   * @param relation between two objects, where one is clear
   * @param usual that an object is upright or solid, or a background plain
   */
  record Chances(
      double colour,
      double size,
      double turned,
      double place,
      double ground,
      double pattern,
      double relation,
      double usual) {}

  CaptionLength(double one, double two, Chances chances) {
    this.one = one;
    this.two = two;
    this.chances = chances;
  }

  /** How likely each thing is said. */
  Chances chances() {
    return chances;
  }

  /** A number of objects, one to three. */
  int objects(RandomGenerator random) {
    double drawn = random.nextDouble();
    if (drawn < one) {
      return 1;
    }
    return drawn < one + two ? 2 : 3;
  }
}
