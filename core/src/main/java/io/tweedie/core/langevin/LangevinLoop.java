package io.tweedie.core.langevin;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.score.Score;
import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Finite;
import io.tweedie.core.tensor.Shape;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * The loop of Langevin dynamics, {@code x <- x + (stepSize / 2) score(x) + sqrt(stepSize) z}, at
 * one noise level after another. It owns progress, cancellation, the search for NaNs, native memory
 * and the random numbers, as the sampling loop of diffusion does; that one visits each level once
 * and asks a denoiser, this one stays at a level and asks a score.
 *
 * @param score where density grows
 * @param stages the levels in order
 */
public record LangevinLoop(Score score, List<Stage> stages) {

  /**
   * Steps at one noise level.
   *
   * @param sigma noise of the density that is sampled
   * @param stepSize of each step, in squared units of x
   * @param steps how many
   */
  public record Stage(double sigma, double stepSize, int steps) {

    /** Refuses stages that do not move. */
    public Stage {
      if (!(sigma >= 0 && stepSize > 0) || steps < 1) {
        throw new IllegalArgumentException(
            "Langevin dynamics needs sigma from 0, a positive step size and at least 1 step;"
                + " got %s, %s and %d".formatted(sigma, stepSize, steps));
      }
    }
  }

  /**
   * Where a run is between two steps.
   *
   * @param done steps behind it
   * @param sigma noise level of the last of them
   * @param x the images or points now, N x C x H x W
   */
  public record State(int done, double sigma, Tensor x) {}

  /** Hears of every step. */
  @FunctionalInterface
  public interface Listener {

    /** Hears nothing. */
    Listener NONE = state -> true;

    /**
     * A step is done.
     *
     * @param state from which the run could be resumed; valid during the call only
     * @return whether to go on
     */
    boolean stepped(State state);
  }

  /** Copies the stages. */
  public LangevinLoop {
    stages = List.copyOf(stages);
  }

  /** Number of steps of a whole run; each asks the score once. */
  public int steps() {
    return stages.stream().mapToInt(Stage::steps).sum();
  }

  /**
   * Runs all steps.
   *
   * @param noise the run's random numbers
   * @param x where to start, N x C x H x W; not changed
   * @param listener hears of every step
   * @return float32 N x C x H x W; the caller's to free
   * @throws CancellationException if the listener asked to stop
   * @throws ArithmeticException if a step gave a NaN or an infinity, naming the step
   */
  public Tensor run(KeyedNoise noise, Tensor x, Listener listener) {
    return resume(noise, new State(0, 0, x), listener);
  }

  /** Continues a run from a state that a listener saw; the rest is as in {@link #run}. */
  public Tensor resume(KeyedNoise noise, State state, Listener listener) {
    Backend.initialize();
    Tensor x = state.x().clone();
    int step = 0;
    for (Stage stage : stages) {
      int last = step + stage.steps();
      for (step = Math.max(step, Math.min(last, state.done())); step < last; step++) {
        x = step(stage, step, x, noise, listener);
      }
    }
    return x;
  }

  /** One step; frees the x it starts from. */
  private Tensor step(Stage stage, int index, Tensor x, KeyedNoise noise, Listener listener) {
    Optional<Tensor> next = Optional.empty();
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor drift = score.at(x, stage.sigma()).mul(scalar(stage.stepSize() / 2));
      Tensor z = noise.normal(index, "langevin", Shape.of(x));
      Tensor result = x.add(drift).add_(z, scalar(Math.sqrt(stage.stepSize())));
      requireFinite(result, stage, index);
      boolean goOn = listener.stepped(new State(index + 1, stage.sigma(), result));
      if (!goOn || Thread.currentThread().isInterrupted()) {
        throw new CancellationException(
            "cancelled after step %d of %d".formatted(index + 1, steps()));
      }
      next = Optional.of(result.retainReference());
    } finally {
      x.close();
    }
    return next.orElseThrow();
  }

  private void requireFinite(Tensor x, Stage stage, int index) {
    if (!Finite.all(x)) {
      throw new ArithmeticException(
          "step %d of %d, at sigma %.4g, gave NaN or infinite values; a smaller step size may help"
              .formatted(index + 1, steps(), stage.sigma()));
    }
  }
}
