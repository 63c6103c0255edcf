package io.tweedie.images.scene;

import java.util.List;

/** What a background is covered with. */
public enum Pattern implements Backdrop {
  PLAIN(Weave.NONE, "plain", "solid"),
  STRIPED(Weave.rows(0.125).times(0.4), "striped"),
  DOTTED(Weave.dots(0.125, 0.035).times(0.5), "dotted", "spotted"),
  CHECKED(Weave.checks(0.125).times(0.35), "checked", "checkered"),
  GRADIENT(Weave.gradient().times(0.7), "gradient", "shaded");

  private final Weave weave;
  private final List<String> words;

  Pattern(Weave weave, String... words) {
    this.weave = weave;
    this.words = List.of(words);
  }

  /** Where the accent of the background's colour is, from the picture's corner. */
  Weave weave() {
    return weave;
  }

  @Override
  public List<String> words() {
    return words;
  }

  @Override
  public boolean isOf(Background background) {
    return background.pattern() == this;
  }
}
