package io.tweedie.restore.photo;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.BicubicResize;
import io.tweedie.core.operator.Blur;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.solver.PosteriorRun;
import io.tweedie.core.solver.Solver;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Shape;
import io.tweedie.restore.settings.Choice;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * How photos are restored: everything that decides the result besides the photo and the model.
 *
 * <p>Photos may have any size, and alpha, which is kept (enlarged bicubically where the photo is).
 * Gray photos are restored as colour photos of three equal channels, and the mean of the channels
 * is the result. A photo's result does not depend on the photos it shares a batch with. Of a blur
 * with {@link io.tweedie.core.operator.Boundary#VALID} the result shows what the photo does; the
 * margin around it is restored and cut off.
 *
 * <p>Immutable: threads may share it, and a model, for photos of their own. A run ends between two
 * steps, by a {@link java.util.concurrent.CancellationException}, when its thread is interrupted.
 *
 * @param task what is wrong with the photos
 * @param taskSeed of what the task leaves to chance
 * @param noise the noise in them
 * @param solver the method
 * @param plan how it walks down the noise levels
 * @param seed of every other random number
 * @param space what the run works on
 */
public record Restoration(
    Task task, long taskSeed, Noise noise, Solver solver, Plan plan, long seed, Space space) {

  /** Refuses what cannot change a photo. */
  public Restoration {
    if (task instanceof Task.Denoise && noise instanceof Noise.None) {
      throw new IllegalArgumentException(
          "denoise needs the strength of the noise: give its standard deviation, sigma");
    }
    solver.requireServes(noise);
  }

  /** A method under the plan of its paper, and seed 0. */
  public static Restoration of(Task task, Noise noise, Solver solver) {
    return new Restoration(task, 0, noise, solver, solver.plan(), 0, Space.PIXELS);
  }

  /** A method as it was chosen, and seed 0. */
  public static Restoration of(Task task, Noise noise, Choice choice) {
    return new Restoration(task, 0, noise, choice.solver(), choice.plan(), 0, Space.PIXELS);
  }

  /** The same for another task, under the settings chosen for this one. */
  Restoration withTask(Task other) {
    return new Restoration(other, taskSeed, noise, solver, plan, seed, space);
  }

  /** The same under another plan. */
  public Restoration withPlan(Plan plan) {
    return new Restoration(task, taskSeed, noise, solver, plan, seed, space);
  }

  /** The same with other random numbers, also for what the task leaves to chance. */
  public Restoration withSeed(long seed) {
    return new Restoration(task, seed, noise, solver, plan, seed, space);
  }

  /** The same with another choice of what the task leaves to chance. */
  public Restoration withTaskSeed(long taskSeed) {
    return new Restoration(task, taskSeed, noise, solver, plan, seed, space);
  }

  /** The same for a prior of something else. */
  public Restoration in(Space other) {
    return new Restoration(task, taskSeed, noise, solver, plan, seed, other);
  }

  /**
   * The physics that made photos of a shape, of pixels.
   *
   * @param photo shape of the degraded photo
   * @throws IllegalArgumentException if the task does not suit the shape, or the file it names is
   *     unusable
   */
  public ForwardOperator physics(Shape photo) {
    Shape image = task.imageShape(photo, NamedFiles.onDisk());
    return task.operator(image, taskSeed, NamedFiles.onDisk());
  }

  /**
   * The same as the run sees it. Needs no weights, and is the place where a method that cannot
   * serve the task says so.
   *
   * @param photo shape of the degraded photo
   * @throws io.tweedie.core.solver.UnsupportedOperatorException if the solver cannot serve it
   * @throws IllegalArgumentException as of {@link #physics}
   */
  public ForwardOperator operator(Shape photo) {
    ForwardOperator operator = space.seen(physics(photo));
    solver.requireServes(operator);
    return operator;
  }

  /** The loop that runs this plan with a prior that is told nothing. */
  public SamplingLoop loop(Denoiser prior, NoiseSchedule schedule) {
    return new SamplingLoop(prior, schedule, plan);
  }

  /**
   * Restores photos of one shape together.
   *
   * @param loop made by {@link #loop}
   * @param photos at least one
   * @param listener hears of every step
   * @return as many results, in the same order; the caller's to close
   * @throws java.util.concurrent.CancellationException if the listener asked to stop
   */
  public List<RestoredPhoto> run(
      SamplingLoop loop, List<DegradedPhoto> photos, SamplingLoop.Listener listener) {
    try (PointerScope scope = new PointerScope()) {
      PosteriorRun run = posteriorRun(loop, photos);
      return restored(run, photos, run.start(), listener);
    }
  }

  /** Continues from a state that a listener of {@link #run} saw; the rest is as there. */
  public List<RestoredPhoto> resume(
      SamplingLoop loop,
      List<DegradedPhoto> photos,
      SamplingLoop.State from,
      SamplingLoop.Listener listener) {
    try (PointerScope scope = new PointerScope()) {
      return restored(posteriorRun(loop, photos), photos, from, listener);
    }
  }

  private PosteriorRun posteriorRun(SamplingLoop loop, List<DegradedPhoto> photos) {
    return new PosteriorRun(solver, measurement(photos), loop, noise(photos));
  }

  private List<RestoredPhoto> restored(
      PosteriorRun run,
      List<DegradedPhoto> photos,
      SamplingLoop.State from,
      SamplingLoop.Listener listener) {
    int[] evaluations = {from.evaluations()};
    SamplingLoop.Listener counting =
        (state, step) -> {
          evaluations[0] = state.evaluations();
          return listener.stepped(state, step);
        };
    ForwardOperator physics = space.ofPictures(run.y().operator());
    try (Tensor x = run.resume(from, counting)) {
      Tensor pictures = space.pictures(x, physics.imageShape());
      return IntStream.range(0, photos.size())
          .mapToObj(
              i -> result(photos.get(i), shown(pictures.narrow(0, i, 1), physics), evaluations[0]))
          .toList();
    }
  }

  private Measurement measurement(List<DegradedPhoto> photos) {
    TensorVector all = new TensorVector();
    photos.forEach(photo -> all.push_back(photo.y()));
    return new Measurement(cat(all, 0), operator(photos.get(0).shape()), noise);
  }

  private KeyedNoise noise(List<DegradedPhoto> photos) {
    return new KeyedNoise(seed, photos.stream().mapToLong(DegradedPhoto::id).toArray());
  }

  /** What the photo shows, without the margin that only its blur saw. */
  private static Tensor shown(Tensor x, ForwardOperator physics) {
    return physics instanceof Blur blur ? blur.seen(x) : x;
  }

  private static RestoredPhoto result(DegradedPhoto photo, Tensor x, int evaluations) {
    Tensor pixels = photo.gray() ? DegradedPhoto.gray(x) : x.clone();
    Optional<Tensor> alpha = photo.alpha().map(a -> resized(a, x.size(2), x.size(3)));
    return new RestoredPhoto(
        pixels.retainReference(), alpha.map(Tensor::retainReference), evaluations);
  }

  private static Tensor resized(Tensor alpha, long height, long width) {
    if (alpha.size(2) == height && alpha.size(3) == width) {
      return alpha.clone();
    }
    return new BicubicResize(Shape.of(alpha), height, width)
        .apply(alpha)
        .clamp(new ScalarOptional(scalar(0)), new ScalarOptional(scalar(1)));
  }
}
