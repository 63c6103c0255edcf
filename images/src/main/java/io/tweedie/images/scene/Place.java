package io.tweedie.images.scene;

import java.util.List;

/**
 * Where in the picture the centre of an object is. What is said of one axis leaves the other open:
 * an object at the top left is also on the left.
 */
public enum Place implements Trait {
  CENTRE(0, 0, "in the centre", "in the center", "in the middle"),
  LEFT(-1, 0, "on the left", "on the left side"),
  RIGHT(1, 0, "on the right", "on the right side"),
  TOP(0, -1, "at the top"),
  BOTTOM(0, 1, "at the bottom"),
  TOP_LEFT(-1, -1, "in the top left", "in the top left corner"),
  TOP_RIGHT(1, -1, "in the top right", "in the top right corner"),
  BOTTOM_LEFT(-1, 1, "in the bottom left", "in the bottom left corner"),
  BOTTOM_RIGHT(1, 1, "in the bottom right", "in the bottom right corner");

  /** So far from the centre, in either direction, is still the middle. */
  static final double MIDDLE = 0.09;

  private final int column;
  private final int row;
  private final List<String> words;

  Place(int column, int row, String... words) {
    this.column = column;
    this.row = row;
    this.words = List.of(words);
  }

  /**
   * The place that says most of a point.
   *
   * @param x from the left, 0 to 1
   * @param y from the top, 0 to 1
   */
  public static Place of(double x, double y) {
    for (Place place : values()) {
      if (place.column == side(x) && place.row == side(y)) {
        return place;
      }
    }
    throw new IllegalArgumentException("no place is at %s, %s".formatted(x, y));
  }

  /** -1 for left, 0 for the middle, 1 for right. */
  int column() {
    return column;
  }

  /** -1 for the top, 0 for the middle, 1 for the bottom. */
  int row() {
    return row;
  }

  private static int side(double coordinate) {
    double offset = coordinate - 0.5;
    return Math.abs(offset) <= MIDDLE ? 0 : (int) Math.signum(offset);
  }

  @Override
  public List<String> words() {
    return words;
  }

  @Override
  public boolean isOf(SceneObject object) {
    int atColumn = side(object.x());
    int atRow = side(object.y());
    if (this == CENTRE) {
      return atColumn == 0 && atRow == 0;
    }
    return (column == 0 || column == atColumn) && (row == 0 || row == atRow);
  }
}
