package io.tweedie.eval.grid;

import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.guidance.EvaluationCounter;
import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.solver.PosteriorRun;
import io.tweedie.core.solver.Solver;
import io.tweedie.core.tensor.Shape;
import io.tweedie.restore.Prior;
import io.tweedie.restore.settings.Choice;
import io.tweedie.restore.uncertainty.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Runs methods on trials.
 *
 * @param plan of the evaluation
 * @param prior asked for when a sampler runs
 * @param listener hears of every step of a sampler
 */
record MethodRun(EvaluationPlan plan, Supplier<Prior> prior, EvaluationListener listener) {

  /** Samples are drawn together as long as they have no more pixels than this. */
  private static final long BATCH_PIXELS = 1 << 18;

  /**
   * A result.
   *
   * @param images K x C x H x W, not clipped: one of a baseline, samples of a sampler
   * @param nfe how often the prior was asked for each
   * @param trace what was written down on the way
   */
  record Restored(Tensor images, int nfe, Optional<Trace> trace) {}

  /**
   * Restores.
   *
   * @param frames gets pictures of the first sample on its way, with their timesteps
   */
  Restored restore(Method method, Trial trial, ObjIntConsumer<Tensor> frames) {
    if (method instanceof Method.Classical classical) {
      Tensor image = classical.baseline().restore(trial.measurement());
      return new Restored(image, 0, Optional.empty());
    }
    Method.Sampling sampling = (Method.Sampling) method;
    Choice choice =
        sampling.choice(plan.tuned(), trial.task(), trial.measurement().noise(), plan.steps());
    Prior asked = prior.get();
    EvaluationCounter counter = new EvaluationCounter();
    SamplingLoop loop =
        new SamplingLoop(counter.counting(asked.denoiser()), asked.schedule(), choice.plan());
    int samples = plan.recording().samples();
    Shape shape = trial.operator().imageShape();
    int together = (int) Math.max(1, BATCH_PIXELS / (shape.height() * shape.width()));
    TensorVector images = new TensorVector();
    List<Trace> traces = new ArrayList<>();
    for (int first = 0; first < samples; first += together) {
      int[] batch = IntStream.range(first, Math.min(first + together, samples)).toArray();
      TraceRecorder recorder =
          new TraceRecorder(
              plan.recording(), loop, batch, first == 0 ? frames : (image, timestep) -> {});
      images.push_back(sample(choice.solver(), loop, trial, batch, recorder));
      traces.add(recorder.trace(trial.lossOfTruth()));
    }
    int nfe = Math.toIntExact(counter.prior() / samples);
    return new Restored(cat(images, 0), nfe, Trace.joined(traces));
  }

  private Tensor sample(
      Solver solver, SamplingLoop loop, Trial trial, int[] batch, TraceRecorder recorder) {
    Measurement one = trial.measurement();
    Measurement y =
        new Measurement(one.y().repeat(batch.length, 1, 1, 1), one.operator(), one.noise());
    long[] identities =
        Arrays.stream(batch).mapToLong(k -> Samples.identity(trial.identity(), k)).toArray();
    KeyedNoise noise = new KeyedNoise(plan.seed(), identities);
    int steps = loop.steps();
    return new PosteriorRun(solver, y, loop, noise)
        .run(
            (state, step) -> {
              recorder.stepped(y, state, step);
              return listener.stepped(steps - state.remaining(), steps);
            });
  }
}
