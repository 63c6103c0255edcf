package io.tweedie.models.nn;

import io.tweedie.models.checkpoint.Checkpoint;

/** A network with named weights that is shown images, or makes them. */
public interface Network extends AutoCloseable {

  /** The weights. */
  Parameters parameters();

  /** Height and width of its images must be multiples of this. */
  int sizeMultiple();

  /** What it is, with its article, as messages say it: "a denoiser". */
  default String kind() {
    return "a network of another kind";
  }

  /** Channels of the images that it is shown, or makes. */
  int inChannels();

  /**
   * A checkpoint of this network under the names of {@link #parameters}, where other programs write
   * it under other names; itself where they do not.
   */
  default Checkpoint named(Checkpoint checkpoint) {
    return checkpoint;
  }

  /** Switches gradients of the parameters on for training, or off. */
  default void train(boolean on) {
    parameters().train(on);
  }

  /** Frees the weights. */
  @Override
  default void close() {
    parameters().close();
  }
}
