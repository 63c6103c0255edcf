package io.tweedie.core.tensor;

/** What the images of a batch may do to each other's rounding. */
public enum Batching {
  /**
   * Nothing: an image's result and gradient have the same bits in any batch. Where layers of the
   * tensor library would round otherwise, images are computed one by one.
   */
  INVARIANT,
  /** Whole batches go through at once; an image's last bits depend on its batch mates. */
  FAST
}
