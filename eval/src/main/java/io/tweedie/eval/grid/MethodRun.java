package io.tweedie.eval.grid;

import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.solver.PosteriorRun;
import io.tweedie.core.solver.Solver;
import io.tweedie.core.tensor.Shape;
import io.tweedie.restore.Prior;
import io.tweedie.restore.Restorer;
import io.tweedie.restore.photo.Space;
import io.tweedie.restore.settings.Choice;
import io.tweedie.restore.uncertainty.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Runs methods on trials.
 *
 * @param plan of the evaluation
 * @param priors asked for when a sampler runs
 * @param listener hears of every step of a sampler
 */
record MethodRun(EvaluationPlan plan, Priors priors, EvaluationListener listener) {

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
    PriorWords words = sampling.words().of(plan.known().captions(), trial.image());
    Choice choice = sampling.choice(plan, trial.task(), trial.measurement().noise());
    Prior asked = priors.of(words.model());
    try (Restorer restorer = Restorer.of(asked, words.restoring(trial.task()))) {
      Restorer.Asking asking = restorer.asking(choice.plan());
      return sampled(trial, asked.space(), choice, asking, frames);
    }
  }

  private Restored sampled(
      Trial trial,
      Space space,
      Choice choice,
      Restorer.Asking asking,
      ObjIntConsumer<Tensor> frames) {
    int samples = plan.recording().samples();
    Shape shape = trial.operator().imageShape();
    ObjIntConsumer<Tensor> pictures =
        (x0, timestep) -> frames.accept(space.pictures(x0, shape), timestep);
    int together =
        (int) Math.min(most(space), Math.max(1, BATCH_PIXELS / (shape.height() * shape.width())));
    TensorVector images = new TensorVector();
    List<Trace> traces = new ArrayList<>();
    for (int first = 0; first < samples; first += together) {
      int[] batch = IntStream.range(first, Math.min(first + together, samples)).toArray();
      TraceRecorder recorder =
          new TraceRecorder(
              plan.recording(),
              asking.loop(),
              batch,
              first == 0 ? pictures : (image, timestep) -> {});
      Tensor x = sample(choice.solver(), asking.loop(), trial, space, batch, recorder);
      images.push_back(space.pictures(x, shape));
      traces.add(recorder.trace(trial.lossOfTruth()));
    }
    int nfe = Math.toIntExact(asking.counter().prior() / samples);
    return new Restored(cat(images, 0), nfe, Trace.joined(traces));
  }

  /** Of latents one at a time; pictures are bounded by their pixels. */
  private static int most(Space space) {
    return space instanceof Space.Pixels ? Integer.MAX_VALUE : space.together();
  }

  private Tensor sample(
      Solver solver,
      SamplingLoop loop,
      Trial trial,
      Space space,
      int[] batch,
      TraceRecorder recorder) {
    Measurement one = trial.measurement();
    Measurement y =
        new Measurement(
            one.y().repeat(batch.length, 1, 1, 1), space.seen(one.operator()), one.noise());
    long[] identities =
        Arrays.stream(batch).mapToLong(k -> Samples.identity(trial.identity(), k)).toArray();
    KeyedNoise noise = new KeyedNoise(plan.conditions().seed(), identities);
    int steps = loop.steps();
    return new PosteriorRun(solver, y, loop, noise)
        .run(
            (state, step) -> {
              recorder.stepped(y, state, step);
              return listener.stepped(steps - state.remaining(), steps);
            });
  }
}
