package io.tweedie.images.scene;

import java.util.List;

/** How an object is turned. */
public enum Tilt implements Trait {
  UPRIGHT(0, "upright"),
  LEFT(-22, "tilted left", "tilted to the left", "leaning left"),
  RIGHT(22, "tilted right", "tilted to the right", "leaning right");

  private final double degrees;
  private final double cosine;
  private final double sine;
  private final List<String> words;

  Tilt(double degrees, String... words) {
    this.degrees = degrees;
    cosine = StrictMath.cos(StrictMath.toRadians(degrees));
    sine = StrictMath.sin(StrictMath.toRadians(degrees));
    this.words = List.of(words);
  }

  /** The turn from upright in degrees, clockwise. */
  public double degrees() {
    return degrees;
  }

  /** Cosine of the turn. */
  double cosine() {
    return cosine;
  }

  /** Sine of the turn. */
  double sine() {
    return sine;
  }

  @Override
  public List<String> words() {
    return words;
  }

  @Override
  public boolean isOf(SceneObject object) {
    return object.tilt() == this;
  }
}
