package io.tweedie.train;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.tensor.Shape;
import io.tweedie.images.Grid;
import io.tweedie.models.nn.DenoisingNetwork;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A few samples of each class, from the same noise each time: a row for each class, drawn by
 * deterministic DDIM without guidance.
 *
 * @param recipe of the network
 * @param classes how many rows
 * @param image shape of an image
 */
record SampleSheet(Recipe recipe, int classes, Shape image) {

  private static final int COLUMNS = 5;
  private static final Plan PLAN = new Plan("uniform:20", new Transition.Ddim(0), true);

  void write(DenoisingNetwork network, Path file) {
    try (PointerScope scope = new PointerScope()) {
      int count = classes * COLUMNS;
      Condition rows =
          Condition.classes(IntStream.range(0, count).mapToLong(i -> i / COLUMNS).toArray());
      Denoiser denoiser =
          (xt, level) ->
              new Prediction(
                  recipe.prediction(),
                  network.forward(xt, new double[] {level.timestep()}, rows, recipe.compute()));
      SamplingLoop loop = new SamplingLoop(denoiser, recipe.noiseSchedule(), PLAN);
      KeyedNoise noise = new KeyedNoise(0, LongStream.range(0, count).toArray());
      Tensor drawn = loop.draw(noise, image, SamplingLoop.Listener.NONE);
      Grid.of(drawn, classes, COLUMNS).writePng(file);
    }
  }
}
