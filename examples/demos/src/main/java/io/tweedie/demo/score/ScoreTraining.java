package io.tweedie.demo.score;

import io.tweedie.core.random.RandomStream;
import io.tweedie.core.score.GeometricSigmas;
import io.tweedie.core.tensor.Backend;
import io.tweedie.models.nn.Parameter;
import io.tweedie.train.AdamW;
import io.tweedie.train.TrainingListener;
import java.util.concurrent.CancellationException;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Trains a score network on points: at each step fresh points, each under a noise level of its own,
 * drawn evenly from a geometric sequence (Song and Ermon 2019, section 4.2). The learning rate
 * falls linearly to zero; the result is the moving average of the weights.
 *
 * @param objective what is made smaller
 * @param sigmas the noise levels
 * @param steps how many
 * @param batch points per step
 * @param rate learning rate at the start
 * @param seed of the weights, the points and the noise
 */
public record ScoreTraining(
    ScoreObjective objective,
    GeometricSigmas sigmas,
    int steps,
    int batch,
    double rate,
    long seed) {

  private static final double CLIP = 10;
  private static final double AVERAGE = 0.998;

  /** Refuses settings that do not learn. */
  public ScoreTraining {
    if (steps < 1 || batch < 1 || !(rate > 0)) {
      throw new IllegalArgumentException(
          "steps, batch and rate must be positive, got %d, %d and %s"
              .formatted(steps, batch, rate));
    }
  }

  /**
   * Trains a fresh network.
   *
   * @param architecture of the network
   * @param data what to learn the score of
   * @param listener hears of every step
   * @return the trained network, its weights frozen; the caller's to close
   * @throws CancellationException if the listener asked to stop
   */
  public ScoreNetwork train(
      ScoreNetwork.Config architecture, Points data, TrainingListener listener) {
    Backend.initialize();
    ScoreNetwork network = new ScoreNetwork(architecture);
    network.parameters().initialize(seed);
    try (AdamW optimizer = new AdamW(network.parameters(), 0.9, 0.99)) {
      listener.started(0, steps);
      double sum = 0;
      for (int step = 1; step <= steps; step++) {
        if (!listener.goesOn()) {
          throw new CancellationException("cancelled after step %d of %d".formatted(step, steps));
        }
        sum += step(step, network, data, optimizer);
        listener.stepped(step, sum / step);
      }
      network.parameters().train(false);
      takeAverage(network, optimizer);
      return network;
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  private double step(int step, ScoreNetwork network, Points data, AdamW optimizer) {
    RandomStream random = new RandomStream(seed * 1_000_003 + step);
    try (PointerScope scope = new PointerScope()) {
      Tensor points = data.sample(batch, random);
      Tensor levels = levels(random);
      Tensor loss = objective.loss(network::forward, points, levels, random);
      loss.backward();
      double value = loss.item_double();
      if (!Double.isFinite(value)) {
        throw new ArithmeticException(
            "the loss is %s at step %d of %d: lower the learning rate"
                .formatted(value, step, steps));
      }
      double falling = rate * (steps - step + 1) / steps;
      optimizer.update(step, falling, 0, CLIP, AVERAGE);
      return value;
    }
  }

  /** One noise level for each point, [batch, 1]. */
  private Tensor levels(RandomStream random) {
    float[] drawn = new float[batch];
    for (int i = 0; i < batch; i++) {
      drawn[i] = (float) sigmas.at(random.nextInt(sigmas.count()));
    }
    return Tensor.create(drawn, batch, 1);
  }

  private static void takeAverage(ScoreNetwork network, AdamW optimizer) {
    try (PointerScope scope = new PointerScope()) {
      var averaged = optimizer.averaged();
      for (Parameter parameter : network.parameters().all()) {
        parameter.assign(averaged.get(parameter.name()).clone());
      }
    }
  }
}
