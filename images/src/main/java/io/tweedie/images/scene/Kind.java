package io.tweedie.images.scene;

import java.util.List;

/** What an object is: a digit or a shape. */
public enum Kind implements Trait {
  ZERO(Glyphs.zero(), digit("zero", "0")),
  ONE(Glyphs.one(), digit("one", "1")),
  TWO(Glyphs.two(), digit("two", "2")),
  THREE(Glyphs.three(), digit("three", "3")),
  FOUR(Glyphs.four(), digit("four", "4")),
  FIVE(Glyphs.five(), digit("five", "5")),
  SIX(Glyphs.six(), digit("six", "6")),
  SEVEN(Glyphs.seven(), digit("seven", "7")),
  EIGHT(Glyphs.eight(), digit("eight", "8")),
  NINE(Glyphs.nine(), digit("nine", "9")),
  CIRCLE(Shapes.circle(), "circle", "disc"),
  SQUARE(Shapes.square(), "square"),
  TRIANGLE(Shapes.triangle(), "triangle"),
  STAR(Shapes.star(), "star"),
  HEART(Shapes.heart(), "heart"),
  RING(Shapes.ring(), "ring"),
  CROSS(Shapes.cross(), "cross", "plus"),
  MOON(Shapes.moon(), "moon", "crescent");

  private final Form form;
  private final List<String> words;

  Kind(Form form, String... words) {
    this.form = form;
    this.words = List.of(words);
  }

  private static String[] digit(String word, String figure) {
    return new String[] {word, figure, "number " + word, "digit " + word};
  }

  /** Its outline, within about the unit circle. */
  Form form() {
    return form;
  }

  /** Whether it is a digit, drawn with a thick pen. */
  public boolean isDigit() {
    return ordinal() <= NINE.ordinal();
  }

  /** Whether one sees at once that it is tilted, and to which side. */
  public boolean tilts() {
    return this != CIRCLE && this != RING && this != STAR;
  }

  /** Whether a small object may lie inside a large one of this kind. */
  public boolean holdsOthers() {
    return this == CIRCLE || this == SQUARE || this == RING;
  }

  /** The textures that can be seen on it at a size; solid is always first. */
  public List<Texture> textures(Size size) {
    if (size == Size.SMALL) {
      return List.of(Texture.SOLID);
    }
    if (isDigit() || this == RING) {
      return List.of(Texture.SOLID, Texture.STRIPED);
    }
    // The rim of a circle would be taken for a ring.
    return this == CIRCLE
        ? List.of(Texture.SOLID, Texture.STRIPED, Texture.DOTTED)
        : List.of(Texture.values());
  }

  @Override
  public List<String> words() {
    return words;
  }

  @Override
  public boolean isOf(SceneObject object) {
    return object.kind() == this;
  }
}
