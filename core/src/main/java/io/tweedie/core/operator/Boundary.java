package io.tweedie.core.operator;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.Locale;

/** What a blur takes for the pixels beyond the edge of an image. */
public enum Boundary {
  /** The image repeats: c d | a b c d | a b. */
  CIRCULAR,
  /** The image is mirrored at its edge pixels, which are not repeated: c b | a b c d | c b. */
  REFLECT,
  /** The edge pixel goes on: a a | a b c d | d d. */
  REPLICATE,
  /** Mid-gray, which is 0 where images live in [-1, 1]: 0 0 | a b c d | 0 0. */
  ZERO,
  /**
   * Nothing is taken for them: the image is wider than its measurement by what the kernel reaches
   * beyond the edge, and what was there is sought too. A real camera's blur is of this kind.
   */
  VALID;

  /**
   * Reads {@code circular}, {@code reflect}, {@code replicate}, {@code zero} or {@code valid}.
   *
   * @throws IllegalArgumentException for any other name
   */
  public static Boundary parse(String name) {
    return Arrays.stream(values())
        .filter(boundary -> boundary.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "boundary '%s' is not known; choose %s".formatted(name, names(", "))));
  }

  /** All names, with a separator between them. */
  public static String names(String separator) {
    return Arrays.stream(values()).map(Boundary::toString).collect(joining(separator));
  }

  /**
   * Where the pixel at a place comes from.
   *
   * @param index a place along an axis, in or beyond the image; for {@link #REFLECT} less than one
   *     length beyond
   * @param length of the axis
   * @return a place in [0, length), or -1 for a pixel that is 0
   */
  int source(int index, int length) {
    if (index >= 0 && index < length) {
      return index;
    }
    return switch (this) {
      case CIRCULAR -> Math.floorMod(index, length);
      case REFLECT -> index < 0 ? -index : 2 * (length - 1) - index;
      case REPLICATE -> index < 0 ? 0 : length - 1;
      case ZERO, VALID -> -1;
    };
  }

  /** The name that {@link #parse} reads. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
