package io.tweedie.eval.grid;

import static io.tweedie.core.tensor.Scalars.scalar;
import static java.util.stream.Collectors.joining;
import static org.bytedeco.pytorch.global.torch.clamp;

import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Shape;
import io.tweedie.eval.baseline.Baselines;
import io.tweedie.eval.grid.EvaluationPlan.Company;
import io.tweedie.eval.grid.Trial.TooSmall;
import io.tweedie.eval.metric.Metric;
import io.tweedie.eval.metric.Psnr;
import io.tweedie.eval.metric.Ssim;
import io.tweedie.eval.uncertainty.Uncertainty;
import io.tweedie.images.ImageException;
import io.tweedie.restore.Prior;
import io.tweedie.restore.settings.Choice;
import io.tweedie.restore.uncertainty.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Measures the cells of a plan, each unless it is there already under the same settings.
 *
 * @param plan what to do
 * @param info whose model hash changes whenever the prior does
 * @param files where cells are kept
 * @param perception measures LPIPS
 * @param nanoseconds the clock
 */
record CellRunner(
    EvaluationPlan plan,
    RunInfo info,
    CellFiles files,
    Perception perception,
    LongSupplier nanoseconds) {

  /** Files that one message names. */
  private static final int LISTED = 5;

  private static final List<Metric> METRICS = List.of(new Psnr(), new Ssim());

  /**
   * One cell to be.
   *
   * @param settings all that its numbers depend on; empty if it cannot be measured
   * @param cell what it is, where that is known before anything is restored
   */
  private record Job(Path image, Task task, Method method, String settings, Optional<Cell> cell) {

    /** A cell that is known before its method runs: one that no method serves. */
    static Job refused(Path image, Task task, Method method, IllegalArgumentException e) {
      Outcome outcome = new Outcome.NotServed(e.getMessage());
      Cell cell = new Cell(task.name(), method.name(), image.getFileName().toString(), outcome);
      return new Job(image, task, method, "", Optional.of(cell));
    }

    String imageName() {
      return image.getFileName().toString();
    }

    boolean served() {
      return cell.isEmpty() || !(cell.get().outcome() instanceof Outcome.NotServed);
    }
  }

  /**
   * What there is to do.
   *
   * @param unread images that cannot be read
   */
  private record Work(List<Job> jobs, List<Unread> unread) {}

  /**
   * What was done.
   *
   * @param cells old and new, in the order of the plan
   * @param unread images that cannot be read
   */
  record Done(List<Cell> cells, List<Unread> unread) {}

  /** How many cells can be measured. */
  int size() {
    Backend.initialize();
    return (int) work().jobs().stream().filter(Job::served).count();
  }

  /** Measures what is missing. */
  Done run(Supplier<Prior> prior, EvaluationListener listener) {
    Backend.initialize();
    Work work = work();
    List<Job> jobs = work.jobs();
    List<Job> served = jobs.stream().filter(Job::served).toList();
    int stored = (int) served.stream().filter(job -> job.cell().isPresent()).count();
    listener.planned(served.size(), stored);
    MethodRun run = new MethodRun(plan, priorFor(jobs, prior), listener);
    List<Cell> cells = new ArrayList<>();
    for (Job job : jobs) {
      if (job.cell().isPresent()) {
        cells.add(perceived(job.cell().get(), job.settings()));
      } else {
        listener.began(job.task().name(), job.method().name(), job.imageName());
        Cell cell = measure(job, run);
        listener.finished(cell);
        cells.add(cell);
      }
    }
    return new Done(cells, work.unread());
  }

  private static Optional<Prior> priorFor(List<Job> jobs, Supplier<Prior> prior) {
    boolean asked =
        jobs.stream()
            .anyMatch(job -> job.cell().isEmpty() && job.method() instanceof Method.Sampling);
    return asked ? Optional.of(prior.get()) : Optional.empty();
  }

  private Work work() {
    List<Job> jobs = new ArrayList<>();
    Map<Path, Unread> unread = new LinkedHashMap<>();
    Map<Path, TooSmall> small = new LinkedHashMap<>();
    for (Task task : plan.tasks()) {
      for (Path image : plan.images()) {
        if (unread.containsKey(image)) {
          continue;
        }
        try (PointerScope scope = new PointerScope();
            NoGradGuard guard = new NoGradGuard()) {
          Trial trial = Trial.of(image, task, plan);
          methods(trial).forEach(method -> jobs.add(job(image, trial, method)));
        } catch (ImageException e) {
          unread.put(image, new Unread(image.toString(), e.getMessage()));
        } catch (IllegalArgumentException e) {
          if (e instanceof TooSmall tooSmall) {
            small.put(image, tooSmall);
          }
          plan.methods().forEach(method -> jobs.add(Job.refused(image, task, method, e)));
        }
      }
    }
    requireSome(unread, small);
    return new Work(jobs, List.copyOf(unread.values()));
  }

  /** Refuses evaluations that no image takes part in. */
  private void requireSome(Map<Path, Unread> unread, Map<Path, TooSmall> small) {
    int images = plan.images().size();
    if (unread.size() == images) {
      String reasons =
          unread.values().stream().map(Unread::reason).limit(LISTED).collect(joining("; "));
      throw new UncheckedIOException(
          new IOException(
              images == 1
                  ? reasons
                  : String.format(
                      Locale.ROOT, "none of the %d images can be read: %s", images, reasons)));
    }
    if (unread.size() + small.size() == images) {
      Map.Entry<Path, TooSmall> largest =
          Collections.max(
              small.entrySet(), Comparator.comparingLong(e -> shorterSide(e.getValue().image())));
      Shape shape = largest.getValue().image();
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "no image has a square of %d pixels to crop; the largest is %s of %d x %d (height x"
                  + " width), so take a size of at most %d",
              plan.size().orElseThrow(),
              largest.getKey(),
              shape.height(),
              shape.width(),
              shorterSide(shape)));
    }
  }

  private static long shorterSide(Shape shape) {
    return Math.min(shape.height(), shape.width());
  }

  /** The plan's methods, and those that keep them company. */
  private List<Method> methods(Trial trial) {
    if (plan.company() == Company.NONE) {
      return plan.methods();
    }
    Stream<Method> baselines =
        Baselines.all().stream()
            .filter(baseline -> baseline.serves(trial.operator()))
            .map(Method.Classical::new);
    return Stream.concat(plan.methods().stream(), baselines).distinct().toList();
  }

  private Job job(Path image, Trial trial, Method method) {
    try {
      method.requireServes(trial.task(), trial.measurement());
    } catch (IllegalArgumentException e) {
      return Job.refused(image, trial.task(), method, e);
    }
    String settings = settings(trial, method);
    String name = image.getFileName().toString();
    Optional<Cell> cell =
        files.find(trial.task().name(), method.name(), name, settings, perception.network());
    return new Job(image, trial.task(), method, settings, cell);
  }

  private String settings(Trial trial, Method method) {
    if (method instanceof Method.Sampling sampling) {
      Choice choice = sampling.choice(plan.tuned(), trial.task(), plan.noise(), plan.steps());
      return String.format(
          Locale.ROOT,
          "%s, %s, model %s, seed %d, %s, %s",
          choice.solver(),
          choice.plan(),
          info.modelHash(),
          plan.seed(),
          plan.recording(),
          trial.fingerprint());
    }
    return method.name() + ", " + trial.fingerprint();
  }

  private Cell measure(Job job, MethodRun run) {
    String task = job.task().name();
    String method = job.method().name();
    String image = job.imageName();
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Trial trial = Trial.of(job.image(), job.task(), plan);
      files.saveSubject(task, image, trial.reference(), trial.visibleMeasurement());
      Cell cell;
      try {
        long start = nanoseconds.getAsLong();
        MethodRun.Restored restored =
            run.restore(
                job.method(),
                trial,
                (frame, timestep) -> files.saveFrame(task, method, image, timestep, frame));
        double seconds = (nanoseconds.getAsLong() - start) / 1e9;
        cell = perception.added(measured(job, trial, restored, seconds));
      } catch (ArithmeticException e) {
        cell = new Cell(task, method, image, new Outcome.Diverged(e.getMessage()));
      }
      files.save(cell, job.settings(), perception.network());
      return cell;
    }
  }

  /** A cell that may have been stored before the weights of LPIPS were there. */
  private Cell perceived(Cell stored, String settings) {
    Cell cell = perception.added(stored);
    if (!cell.equals(stored)) {
      files.save(cell, settings, perception.network());
    }
    return cell;
  }

  private Cell measured(Job job, Trial trial, MethodRun.Restored restored, double seconds) {
    Tensor reference = trial.reference();
    Tensor images = clipped(restored.images());
    Tensor result = images.narrow(0, 0, 1);
    boolean several = images.size(0) > 1;
    Outcome outcome =
        new Outcome.Measured(
            new Psnr().measure(reference, result)[0],
            new Ssim().measure(reference, result)[0],
            null,
            seconds / images.size(0),
            restored.nfe(),
            several ? Uncertainty.of(new Samples(images), reference, METRICS) : null,
            restored.trace().orElse(null),
            info.conditions());
    Cell cell = new Cell(job.task().name(), job.method().name(), job.imageName(), outcome);
    files.savePictures(cell, reference, trial.visibleMeasurement(), result);
    if (several) {
      files.saveSamples(cell, reference, new Samples(images));
    }
    return cell;
  }

  private static Tensor clipped(Tensor image) {
    return clamp(image, new ScalarOptional(scalar(-1)), new ScalarOptional(scalar(1)));
  }
}
