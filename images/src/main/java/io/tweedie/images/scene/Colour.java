package io.tweedie.images.scene;

import java.util.List;

/** A colour, of an object or of a background. */
public enum Colour implements Trait, Backdrop {
  RED(0xD62728, 0x6E0A14, "red"),
  ORANGE(0xFF8C00, 0x964600, "orange"),
  YELLOW(0xFADC28, 0xA57800, "yellow"),
  GREEN(0x28AF4B, 0x0A501E, "green"),
  BLUE(0x235ADC, 0xA0C8FF, "blue"),
  PURPLE(0x8732B9, 0xDCB4F5, "purple", "violet"),
  PINK(0xFF78B4, 0xBE286E, "pink"),
  WHITE(0xFAFAFA, 0x8C8C8C, "white"),
  BLACK(0x141414, 0x969696, "black");

  private static final int DISTINCT = 140;

  private final int rgb;
  private final int accent;
  private final List<String> words;

  Colour(int rgb, int accent, String... words) {
    this.rgb = rgb;
    this.accent = accent;
    this.words = List.of(words);
  }

  /** The colour itself, as 0xRRGGBB in sRGB. */
  public int rgb() {
    return rgb;
  }

  /** What stripes, dots and other textures are drawn with on it: another shade, as 0xRRGGBB. */
  public int accent() {
    return accent;
  }

  /** Whether one is seen at once on the other: farther than 140 of 255 apart in sRGB. */
  public boolean contrastsWith(Colour other) {
    int sum = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      int difference = (rgb >> shift & 0xFF) - (other.rgb >> shift & 0xFF);
      sum += difference * difference;
    }
    return sum > DISTINCT * DISTINCT;
  }

  @Override
  public List<String> words() {
    return words;
  }

  @Override
  public boolean isOf(SceneObject object) {
    return object.colour() == this;
  }

  @Override
  public boolean isOf(Background background) {
    return background.colour() == this;
  }
}
