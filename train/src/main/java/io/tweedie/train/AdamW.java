package io.tweedie.train;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.nn.Network;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.nn.Parameters;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2) and an exponential
 * moving average of the weights, over one flat tensor of which the network's parameters are views:
 * an update is a handful of operations however many layers there are. Running statistics of layers
 * are averaged as weights are.
 */
public class AdamW implements AutoCloseable {

  static final double BETA1 = 0.9;
  static final double BETA2 = 0.99;
  private static final double EPSILON = 1e-8;

  private final double beta1;
  private final double beta2;
  private final List<Parameter> learned;
  private final List<Parameter> parameters;
  private final Tensor weights;
  private final Tensor moved;
  private final Tensor mean;
  private final Tensor square;
  private final Tensor average;

  /** Takes over the values of the parameters, which must not be assigned again. */
  AdamW(Network network) {
    this(network.parameters(), BETA1, BETA2);
    network.train(true);
  }

  /**
   * Takes over the values of some parameters, which must not be assigned again.
   *
   * @param network its gradients are switched on
   * @param beta1 weight of the past in the mean of gradients
   * @param beta2 weight of the past in the mean of their squares
   */
  public AdamW(Parameters network, double beta1, double beta2) {
    this.beta1 = beta1;
    this.beta2 = beta2;
    learned = network.all().stream().filter(Parameter::isLearned).toList();
    // What gradients do not move stands behind what they do, to be averaged and kept alike.
    parameters =
        Stream.concat(learned.stream(), network.all().stream().filter(p -> !p.isLearned()))
            .toList();
    try (PointerScope scope = new PointerScope()) {
      TensorVector all = new TensorVector();
      parameters.forEach(p -> all.push_back(p.value().detach().flatten()));
      weights = cat(all, 0).retainReference();
      long count = learned.stream().mapToLong(Parameter::elements).sum();
      moved = weights.narrow(0, 0, count).retainReference();
      mean = zeros_like(moved).retainReference();
      square = zeros_like(moved).retainReference();
      average = weights.clone().retainReference();
      long offset = 0;
      for (Parameter parameter : parameters) {
        Tensor view = weights.narrow(0, offset, parameter.elements()).view(parameter.shape());
        parameter.assign(view.detach());
        offset += parameter.elements();
      }
    }
    network.train(true);
  }

  /**
   * One update from the gradients that the parameters hold, which are cleared.
   *
   * @param step number of this update, from 1
   * @param rate learning rate
   * @param weightDecay decay per unit of learning rate
   * @param clip largest Euclidean norm of the gradient; longer ones are shortened to it
   * @param averageDecay weight of the past in the moving average of weights; less at first, so that
   *     it forgets its random start sooner
   * @return the norm of the gradient before clipping
   */
  public double update(
      long step, double rate, double weightDecay, double clip, double averageDecay) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      TensorVector all = new TensorVector();
      for (Parameter parameter : learned) {
        Tensor gradient = parameter.value().grad();
        all.push_back(gradient.flatten());
      }
      Tensor g = cat(all, 0);
      double norm = g.norm().item_double();
      if (norm > clip) {
        g.mul_(scalar(clip / norm));
      }
      mean.lerp_(g, scalar(1 - beta1));
      square.mul_(scalar(beta2)).addcmul_(g, g, scalar(1 - beta2));
      moved.mul_(scalar(1 - rate * weightDecay));
      moved.add_(direction(g, step), scalar(-rate));
      average.lerp_(weights, scalar(1 - Math.min(averageDecay, (1.0 + step) / (10 + step))));
      learned.forEach(p -> p.value().grad().zero_());
      return norm;
    }
  }

  /**
   * What is taken from the weights, per unit of learning rate.
   *
   * @param gradient clipped; the running means know of it already
   * @param step number of this update, from 1
   * @return as long as all that is learned, for the caller to change
   */
  Tensor direction(Tensor gradient, long step) {
    double correction = Math.sqrt(1 - Math.pow(beta2, step));
    Tensor scale = square.sqrt().div_(scalar(correction)).add_(scalar(EPSILON));
    return mean.div(scale.mul_(scalar(1 - Math.pow(beta1, step))));
  }

  /** The running mean of gradients with the newest once more (Nesterov). */
  final Tensor lookahead(Tensor gradient) {
    return mean.lerp(gradient, scalar(1 - beta1));
  }

  /** What gradients move, in the order in which the flat tensors hold it. */
  final List<Parameter> learned() {
    return learned;
  }

  /** Everything an exact continuation needs. */
  public Map<String, Tensor> state() {
    return Map.of("weights", weights, "mean", mean, "square", square, "average", average);
  }

  /** Continues from a {@link #state}. */
  public void restore(Map<String, Tensor> state) {
    try (NoGradGuard guard = new NoGradGuard()) {
      state().forEach((name, tensor) -> tensor.copy_(state.get(name)));
    }
  }

  /** Runs an action while the parameters hold the moving average in place of their values. */
  public void withAverage(Runnable action) {
    with(() -> weights.copy_(average), action);
  }

  /** Runs an action while the parameters hold what a file holds for each of them. */
  void withWeights(Path file, Runnable action) {
    with(
        () -> {
          try (Checkpoint stored = Checkpoint.open(file)) {
            parameters.forEach(p -> p.value().copy_(stored.read(p.name())));
          }
        },
        action);
  }

  private void with(Runnable change, Runnable action) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor current = weights.clone();
      change.run();
      try {
        action.run();
      } finally {
        weights.copy_(current);
      }
    }
  }

  /** The moving average, by parameter, as views. */
  public Map<String, Tensor> averaged() {
    Map<String, Tensor> views = new LinkedHashMap<>();
    long offset = 0;
    for (Parameter parameter : parameters) {
      views.put(
          parameter.name(),
          average.narrow(0, offset, parameter.elements()).view(parameter.shape()));
      offset += parameter.elements();
    }
    return views;
  }

  @Override
  public void close() {
    List.of(moved, weights, mean, square, average).forEach(Tensor::close);
  }
}
