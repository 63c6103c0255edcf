package io.tweedie.core.attack;

import java.util.OptionalLong;

/**
 * What randomised smoothing proves of one image.
 *
 * @param label the class of the image and of all within the radius; none if it abstains
 * @param radius Euclidean, in the units of [0, 1]; 0 if it abstains
 */
public record Certificate(OptionalLong label, double radius) {

  /** Nothing is proved. */
  public static final Certificate ABSTAINED = new Certificate(OptionalLong.empty(), 0);

  /** Whether the image is proved to be of a class, and so is every other within a radius. */
  public boolean proves(long truth, double within) {
    return label.isPresent() && label.getAsLong() == truth && radius >= within;
  }
}
