package io.tweedie.core.sampling;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.operator.Shape;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.schedule.Spacing;
import io.tweedie.core.tensor.Backend;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * The one loop from noise to image. It owns what no solver should think of: progress, cancellation,
 * the search for NaNs, states to resume from, native memory and the random numbers.
 *
 * @param prior the denoiser
 * @param schedule its training noise schedule
 * @param plan how the run walks down it
 */
public record SamplingLoop(Denoiser prior, NoiseSchedule schedule, Plan plan) {

  /**
   * Where a run is between two steps.
   *
   * @param remaining steps still to do
   * @param x the images at this point, N x C x H x W
   */
  public record State(int remaining, Tensor x) {}

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

  /** Number of steps of a whole run; each asks the prior once. */
  public int steps() {
    return levels().size();
  }

  private NoiseSchedule levels() {
    return schedule.respace(Spacing.parse(plan.steps()));
  }

  /** Standard normal x_T of a run. */
  public Tensor start(KeyedNoise noise, Shape shape) {
    return noise.normal(steps(), "start", shape);
  }

  /**
   * Runs all steps.
   *
   * @param rule one step: from x_t to x_{t-1}
   * @param noise the run's random numbers
   * @param x the images at the noisiest level, N x C x H x W; not changed
   * @param listener hears of every step
   * @return the images, float32 N x C x H x W; the caller's to free
   * @throws CancellationException if the listener asked to stop
   * @throws ArithmeticException if a step gave a NaN or an infinity, naming the step
   */
  public Tensor run(Function<Step, Tensor> rule, KeyedNoise noise, Tensor x, Listener listener) {
    return resume(rule, noise, new State(steps(), x), listener);
  }

  /** Continues a run from a state that a listener saw; the rest is as in {@link #run}. */
  public Tensor resume(
      Function<Step, Tensor> rule, KeyedNoise noise, State state, Listener listener) {
    Backend.initialize();
    NoiseSchedule levels = levels();
    Tensor x = state.x().clone();
    for (int index = state.remaining() - 1; index >= 0; index--) {
      Optional<Tensor> next = Optional.empty();
      try (PointerScope scope = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        Step step = new Step(prior, levels, index, plan, noise, x);
        Tensor result = rule.apply(step).detach();
        requireFinite(result, index, levels.size());
        if (!listener.stepped(new State(index, result), step)) {
          throw new CancellationException(
              "cancelled after step %d of %d".formatted(levels.size() - index, levels.size()));
        }
        next = Optional.of(result.retainReference());
      } finally {
        x.close();
      }
      x = next.orElseThrow();
    }
    return x;
  }

  private static void requireFinite(Tensor x, int index, int steps) {
    // NaN and infinities survive the sum of x times zero; everything else vanishes in it.
    double probe = x.mul(scalar(0)).sum().item_double();
    if (Double.isNaN(probe)) {
      throw new ArithmeticException(
          "step %d of %d gave NaN or infinite pixels; a smaller step size or fp32 may help"
              .formatted(steps - index, steps));
    }
  }
}
