package io.tweedie.models.nn;

/** A network with named weights that is shown images. */
public interface Network extends AutoCloseable {

  /** The weights. */
  Parameters parameters();

  /** Height and width of its input must be multiples of this. */
  int sizeMultiple();

  /** Channels of its input images. */
  int inChannels();

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
