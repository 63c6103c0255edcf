package io.tweedie.core.sampling;

import static io.tweedie.core.tensor.Scalars.sum;
import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.random.NoiseSource;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Finite;
import io.tweedie.core.tensor.Scoped;
import io.tweedie.core.tensor.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * The one loop from noise to image. It owns what no solver should think of: progress, cancellation,
 * the search for NaNs, states to resume from, native memory and the random numbers.
 *
 * <p>Immutable. Threads may share a loop whose prior they may share; a run belongs to the thread
 * that started it and ends between two steps when that thread is interrupted.
 *
 * @param prior the denoiser
 * @param condition what the prior is told in every step, of all images or of each; its tensors must
 *     stay alive as long as the loop
 * @param schedule its training noise schedule
 * @param plan how the run walks down it
 */
public record SamplingLoop(
    ConditionalDenoiser prior, Condition condition, NoiseSchedule schedule, Plan plan) {

  /** A loop that tells the prior nothing. */
  public SamplingLoop(ConditionalDenoiser prior, NoiseSchedule schedule, Plan plan) {
    this(prior, Condition.none(), schedule, plan);
  }

  /**
   * Where a run is between two steps.
   *
   * @param remaining steps still to do
   * @param evaluations how often the steps done have asked the prior, for each image; what asking
   *     takes under guidance is not seen here
   * @param x the images at this point, N x C x H x W
   * @param memory what the steps kept, by name; each with first dimension N
   */
  public record State(int remaining, int evaluations, Tensor x, Map<String, Tensor> memory)
      implements AutoCloseable {

    /** The state before the first step. */
    public State(int remaining, Tensor x) {
      this(remaining, 0, x, Map.of());
    }

    /** The same with what asking has taken, as whoever counts the evaluations of networks knows. */
    public State withEvaluations(int evaluations) {
      return new State(remaining, evaluations, x, memory);
    }

    /** The part of one image, a view. */
    public State image(int i) {
      Map<String, Tensor> part = new HashMap<>();
      memory.forEach((name, value) -> part.put(name, value.narrow(0, i, 1)));
      return new State(remaining, evaluations, x.narrow(0, i, 1), part);
    }

    /** States of single images, all as far, as one of a batch. */
    public static State batch(List<State> images) {
      Map<String, Tensor> joined = new HashMap<>();
      for (String name : images.get(0).memory.keySet()) {
        joined.put(name, join(images.stream().map(state -> state.memory.get(name)).toList()));
      }
      return new State(
          images.get(0).remaining,
          images.get(0).evaluations,
          join(images.stream().map(State::x).toList()),
          joined);
    }

    /** Frees the tensors. */
    @Override
    public void close() {
      x.close();
      memory.values().forEach(Tensor::close);
    }

    private static Tensor join(List<Tensor> parts) {
      return cat(new TensorVector(parts.toArray(Tensor[]::new)), 0);
    }
  }

  /** Hears of every step. */
  @FunctionalInterface
  public interface Listener {

    /** Hears nothing. */
    Listener NONE = (state, step) -> true;

    /**
     * A step is done.
     *
     * @param state from which the run could be resumed; valid during the call only
     * @param step what the step saw, x_t and the estimate of x_0; valid during the call only
     * @return whether to go on
     */
    boolean stepped(State state, Step step);
  }

  /** Number of steps of a whole run. */
  public int steps() {
    return walk().steps();
  }

  /** The noise levels of a run. */
  public NoiseSchedule levels() {
    return walk().levels();
  }

  private Walk walk() {
    return Walk.of(schedule, plan);
  }

  /** The x_T of a run that draws images and restores none, as its plan begins. */
  public Tensor start(NoiseSource noise, Shape shape) {
    try (Tensor z = startNoise(noise, shape)) {
      return start(z);
    }
  }

  /**
   * The same of given numbers.
   *
   * @param z standard normal, N x C x H x W
   * @return the caller's to free
   */
  public Tensor start(Tensor z) {
    Walk walk = walk();
    return plan.start().of(z, walk.levels().level(walk.level(walk.steps())));
  }

  private Tensor startNoise(NoiseSource noise, Shape shape) {
    return noise.normal(steps(), "start", shape);
  }

  /**
   * The x_T of a run that does not start from noise alone.
   *
   * @param rule makes it from the first step, whose x_t is standard normal; does not ask the prior
   */
  public Tensor start(NoiseSource noise, Shape shape, Function<Step, Tensor> rule) {
    Backend.initialize();
    return Scoped.run(
        () -> {
          try (NoGradGuard guard = new NoGradGuard();
              Memory memory = new Memory(Map.of())) {
            Walk walk = walk();
            Tensor z = startNoise(noise, shape);
            Step first = new Step(this, walk, walk.steps(), noise, memory, z);
            Tensor x = rule.apply(first).clone();
            if (first.evaluations() > 0) {
              throw new IllegalStateException("a start asked the prior, which only steps may");
            }
            return x;
          }
        });
  }

  /**
   * The state of a run that begins from a guess at the images and with less noise than the schedule
   * ends at: sqrt(alphaBar) guess + sqrt(1 - alphaBar) z (Chung et al., Come-closer-diffuse-faster,
   * CVPR 2022, equation 8).
   *
   * @param guess N x C x H x W
   * @param sigma the noise to begin with, sqrt((1 - alphaBar) / alphaBar): the run begins at the
   *     first of its steps that has no more, or at its last
   * @return to {@link #resume} from; its tensor is the caller's to close
   */
  public State startFrom(NoiseSource noise, Tensor guess, double sigma) {
    Backend.initialize();
    int remaining = stepsFrom(sigma);
    try (Tensor z = noise.normal(remaining, "start", Shape.of(guess))) {
      return startFrom(remaining, guess, z);
    }
  }

  /**
   * The same where the steps to do and the noise are given.
   *
   * @param remaining steps to do, from 1 to {@link #steps}
   * @param guess N x C x H x W
   * @param z standard normal, of the same shape
   */
  public State startFrom(int remaining, Tensor guess, Tensor z) {
    Backend.initialize();
    Walk walk = walk();
    double alphaBar = walk.levels().alphaBar(walk.level(remaining));
    return new State(remaining, Scoped.run(() -> Step.noised(guess, z, alphaBar)));
  }

  /**
   * Steps of a run that begins with less noise, as {@link #startFrom}.
   *
   * @param sigma the noise to begin with, sqrt((1 - alphaBar) / alphaBar)
   */
  public int stepsFrom(double sigma) {
    Walk walk = walk();
    int remaining = walk.steps();
    while (remaining > 1 && walk.levels().level(walk.level(remaining)).sigma() > sigma) {
      remaining--;
    }
    return remaining;
  }

  /**
   * Runs all steps.
   *
   * @param rule one step: from x_t to x_{t-1}
   * @param noise the run's random numbers
   * @param x the images at the noisiest level, N x C x H x W; not changed
   * @param listener hears of every step
   * @return the images, float32 N x C x H x W; the caller's to free
   * @throws CancellationException if the listener asked to stop, or the thread is interrupted and
   *     stays so; the listener has heard of the step before
   * @throws ArithmeticException if a step gave a NaN or an infinity, naming the step
   */
  public Tensor run(Function<Step, Tensor> rule, NoiseSource noise, Tensor x, Listener listener) {
    return resume(rule, noise, new State(steps(), x), listener);
  }

  /**
   * Draws images from the prior alone: from noise, by the plan's transition.
   *
   * @param noise the run's random numbers, which say how many images
   * @param shape of one image
   * @param listener as of {@link #run}
   * @return the images, float32 N x C x H x W; the caller's to free
   */
  public Tensor draw(NoiseSource noise, Shape shape, Listener listener) {
    try (Tensor x = start(noise, shape)) {
      return run(step -> step.next(step.x0Hat()), noise, x, listener);
    }
  }

  /** Continues a run from a state that a listener saw; the rest is as in {@link #run}. */
  public Tensor resume(
      Function<Step, Tensor> rule, NoiseSource noise, State state, Listener listener) {
    Backend.initialize();
    Walk walk = walk();
    Tensor x = state.x().clone();
    int evaluations = state.evaluations();
    try (Memory memory = new Memory(state.memory())) {
      for (int left = state.remaining(); left > 0; left--) {
        Optional<Tensor> next = Optional.empty();
        try (PointerScope scope = new PointerScope();
            NoGradGuard guard = new NoGradGuard()) {
          Step step = new Step(this, walk, left, noise, memory, x);
          Tensor result = travel(walk, left - 1, noise, rule.apply(step).detach());
          requireFinite(result, walk.steps() - left + 1, walk.steps());
          evaluations += step.evaluations();
          boolean goOn =
              listener.stepped(new State(left - 1, evaluations, result, memory.all()), step);
          if (!goOn || Thread.currentThread().isInterrupted()) {
            throw new CancellationException(
                "cancelled after step %d of %d".formatted(walk.steps() - left + 1, walk.steps()));
          }
          next = Optional.of(result.retainReference());
        } finally {
          x.close();
        }
        x = next.orElseThrow();
      }
    }
    return x;
  }

  /** Adds the noise that leads to the next step's level, if that is not the level reached. */
  private static Tensor travel(Walk walk, int remaining, NoiseSource noise, Tensor x) {
    double kept = remaining == 0 ? 1 : walk.signalKept(remaining);
    if (kept == 1) {
      return x;
    }
    Tensor z = noise.normal(remaining, "travel", Shape.of(x));
    return sum(Math.sqrt(kept), x, Math.sqrt(1 - kept), z);
  }

  private static void requireFinite(Tensor x, int step, int steps) {
    if (!Finite.all(x)) {
      throw new ArithmeticException(
          "step %d of %d gave NaN or infinite pixels; a smaller step size or fp32 may help"
              .formatted(step, steps));
    }
  }
}
