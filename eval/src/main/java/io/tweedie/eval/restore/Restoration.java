package io.tweedie.eval.restore;

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
import io.tweedie.core.solver.Solver;
import io.tweedie.core.solver.Solvers;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.DeblurTask;
import io.tweedie.core.task.InpaintingTask;
import io.tweedie.core.task.NonlinearTask;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Shape;
import io.tweedie.images.LoadedImage;
import io.tweedie.models.prior.Model;
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
 * <pre>{@code
 * try (Model model = Model.load(folder);
 *     LoadedImage photo = ImageFile.read(Path.of("small.jpg"));
 *     RestoredPhoto large = Restoration.of(Task.parse("sr:4")).run(model, photo)) {
 *   large.writePng(Path.of("large.png"));
 * }
 * }</pre>
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
 */
public record Restoration(
    Task task, long taskSeed, Noise noise, Solver solver, Plan plan, long seed) {

  /** Refuses what cannot change a photo. */
  public Restoration {
    if (task instanceof Task.Denoise && noise instanceof Noise.None) {
      throw new IllegalArgumentException(
          "denoise needs the strength of the noise: give its standard deviation, sigma");
    }
    solver.requireServes(noise);
  }

  /** The usual method for photos without noise, as tuned for the prior that ships. */
  public static Restoration of(Task task) {
    return of(task, new Noise.None());
  }

  /** The {@link #usualSolver} for a task, as tuned for the prior that ships. */
  public static Restoration of(Task task, Noise noise) {
    return of(task, noise, Preset.TUNED);
  }

  /** The {@link #usualSolver} for a task with a preset's settings. */
  public static Restoration of(Task task, Noise noise, Preset preset) {
    String name = usualSolver(task, noise, preset);
    return of(task, noise, Solvers.named(name, preset, task, noise));
  }

  /** The {@link #usualSolver(Task, Noise, Preset) usual method} where one answer is wanted. */
  public static String usualSolver(Task task, Noise noise) {
    return usualSolver(task, noise, Preset.TUNED);
  }

  /**
   * The name of the usual method for a task. Without noise it is DDNM, also for JPEG; for blur
   * DiffPIR, but DDNM+ for Gaussian blur of a photo of 8 bits. With noise it is the posterior mean
   * for denoising, DiffPIR for enlarging, random pixels and blur, DDNM+ for holes, and DDRM for
   * colours; where several possible answers are wanted, DDNM+ for all inpainting and else DDRM.
   * Nonlinear blur takes RED-diff, and phases take DPS.
   *
   * @param preset whether one answer is wanted, or several possible ones
   */
  public static String usualSolver(Task task, Noise noise, Preset preset) {
    boolean exact = noise.isNegligible();
    boolean several = preset == Preset.POSTERIOR;
    if (task instanceof NonlinearTask) {
      return task instanceof NonlinearTask.Phases
          ? "dps"
          : task instanceof NonlinearTask.JpegRepair && exact ? "ddnm" : "red-diff";
    }
    if (task instanceof DeblurTask) {
      // What DDNM puts back in full, A+ y, multiplies rounding where A is nearly blind.
      boolean spectral = task instanceof DeblurTask.Gaussian && !(noise instanceof Noise.None);
      return spectral && exact ? "ddnm+" : spectral && several ? "ddrm" : "diffpir";
    }
    if (task instanceof Task.Denoise) {
      return several ? "ddrm" : "posterior-mean";
    }
    if (exact) {
      return "ddnm";
    }
    if (task instanceof InpaintingTask && (several || !isRandom(task))) {
      return "ddnm+";
    }
    return task instanceof Task.Colorize || several ? "ddrm" : "diffpir";
  }

  private static boolean isRandom(Task task) {
    return task instanceof InpaintingTask.RandomPixels;
  }

  /** A method under the plan of its paper, and seed 0. */
  public static Restoration of(Task task, Noise noise, Solver solver) {
    return new Restoration(task, 0, noise, solver, solver.plan(), 0);
  }

  /** The same for another task, under the settings chosen for this one. */
  Restoration withTask(Task other) {
    return new Restoration(other, taskSeed, noise, solver, plan, seed);
  }

  /** The same under another plan. */
  public Restoration withPlan(Plan plan) {
    return new Restoration(task, taskSeed, noise, solver, plan, seed);
  }

  /** The same with other random numbers, also for what the task leaves to chance. */
  public Restoration withSeed(long seed) {
    return new Restoration(task, seed, noise, solver, plan, seed);
  }

  /** The same with another choice of what the task leaves to chance. */
  public Restoration withTaskSeed(long taskSeed) {
    return new Restoration(task, taskSeed, noise, solver, plan, seed);
  }

  /**
   * The physics that made photos of a shape. Needs no model, and is the place where a method that
   * cannot serve the task says so.
   *
   * @param photo shape of the degraded photo
   * @throws io.tweedie.core.solver.UnsupportedOperatorException if the solver cannot serve it
   * @throws IllegalArgumentException if the task does not suit the shape, or the file it names is
   *     unusable
   */
  public ForwardOperator operator(Shape photo) {
    Shape image = task.imageShape(photo, NamedFiles.onDisk());
    ForwardOperator operator = task.operator(image, taskSeed, NamedFiles.onDisk());
    solver.requireServes(operator);
    return operator;
  }

  /** The loop that runs this plan with a prior. */
  public SamplingLoop loop(Denoiser prior, NoiseSchedule schedule) {
    return new SamplingLoop(prior, schedule, plan);
  }

  /**
   * Restores one photo in float32.
   *
   * @throws IllegalArgumentException if task, solver, photo and model do not suit each other
   * @throws ArithmeticException if the run met NaN, naming the step
   */
  public RestoredPhoto run(Model model, LoadedImage photo) {
    SamplingLoop loop = loop(model.prepare(Compute.STANDARD).denoiser(), model.schedule());
    try (DegradedPhoto degraded = DegradedPhoto.of(photo, task, model.network().inChannels())) {
      return run(loop, List.of(degraded), SamplingLoop.Listener.NONE).get(0);
    }
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
      Measurement y = measurement(photos);
      Shape image = y.operator().imageShape();
      Tensor start = loop.start(noise(photos), image, first -> solver.start(first, y));
      return restored(loop, photos, y, new SamplingLoop.State(loop.steps(), start), listener);
    }
  }

  /** Continues from a state that a listener of {@link #run} saw; the rest is as there. */
  public List<RestoredPhoto> resume(
      SamplingLoop loop,
      List<DegradedPhoto> photos,
      SamplingLoop.State from,
      SamplingLoop.Listener listener) {
    try (PointerScope scope = new PointerScope()) {
      return restored(loop, photos, measurement(photos), from, listener);
    }
  }

  private List<RestoredPhoto> restored(
      SamplingLoop loop,
      List<DegradedPhoto> photos,
      Measurement y,
      SamplingLoop.State from,
      SamplingLoop.Listener listener) {
    int[] evaluations = {from.evaluations()};
    SamplingLoop.Listener counting =
        (state, step) -> {
          evaluations[0] = state.evaluations();
          return listener.stepped(state, step);
        };
    try (Tensor x = loop.resume(step -> solver.step(step, y), noise(photos), from, counting)) {
      return IntStream.range(0, photos.size())
          .mapToObj(i -> result(photos.get(i), shown(x.narrow(0, i, 1), y), evaluations[0]))
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
  private static Tensor shown(Tensor x, Measurement y) {
    return y.operator() instanceof Blur blur ? blur.seen(x) : x;
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
