package io.tweedie.train;

import io.tweedie.models.nn.Network;
import io.tweedie.models.prior.ModelSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/** What a training makes smaller: a network, its loss on random images, and how it is judged. */
interface Objective extends AutoCloseable {

  /** The network that learns. */
  Network network();

  /** Gives the network the weights with which its training begins. */
  default void start(long seed) {
    network().parameters().initialize(seed);
  }

  /**
   * Gives the network the weights of a model in their place.
   *
   * @param model its folder, with a {@code model.json}
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if they are of another network
   */
  default void startFrom(Path model) throws IOException {
    ModelSpec spec = ModelSpec.read(model.resolve(ModelSpec.FILE));
    spec.filled(network(), spec.weightsIn(model));
  }

  /**
   * The loss on the images of a step, with its graph.
   *
   * @param step counted from 1
   * @param random the step's random numbers
   */
  Tensor loss(long step, SplittableRandom random);

  /** Judges the network, which is frozen meanwhile, by images kept back from training. */
  Assessment assess();

  /** Draws what the last {@link #assess} saw. */
  void draw(Path folder);

  /**
   * The weights of the moment are the best so far, by what the last {@link #assess} saw, and are
   * kept; for what else is to be written of them.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  default void kept(Path folder) {}

  /** Judges the finished network by the test images, if there are any for it; one line. */
  default Optional<String> test() {
    return Optional.empty();
  }

  /** Frees the network and the images. */
  @Override
  void close();
}
