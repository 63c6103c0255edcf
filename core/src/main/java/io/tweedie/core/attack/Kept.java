package io.tweedie.core.attack;

/** Which of the images that an attack passes through it gives. */
public enum Kept {
  /** The last one, which costs no further look at it: for training. */
  LAST,
  /** The one of the largest gain, over all starts: for judging a classifier. */
  WORST,
  /**
   * The first one that is where the attack wants it, or else the last: for training that keeps
   * images near those that it is about (Kawar et al. 2023, section 3).
   */
  FIRST
}
