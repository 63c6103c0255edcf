package io.tweedie.eval.grid;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.clamp;

import io.tweedie.core.operator.Task;
import io.tweedie.core.solver.Solver;
import io.tweedie.core.tensor.Backend;
import io.tweedie.eval.baseline.Baselines;
import io.tweedie.eval.metric.Psnr;
import io.tweedie.eval.metric.Ssim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Carries out an {@link EvaluationPlan}: degrades every image, restores it with every method,
 * measures the results and reports them.
 *
 * <p>Under the output folder it writes {@code results.csv}, {@code results.json}, {@code
 * report.html} and, as soon as it is measured, each cell with its pictures in {@code cells/}. An
 * evaluation that was interrupted continues with the cells that are missing; a cell that was
 * measured under other settings is measured again, so results never mix.
 *
 * <pre>{@code
 * EvaluationPlan plan =
 *     EvaluationPlan.of(
 *         EvaluationPlan.imagesIn(Path.of("photos")),
 *         List.of(Task.parse("sr:4")),
 *         List.of(Method.parse("ddnm"), Method.parse("dps:paper")));
 * new Evaluation(plan, RunInfo.here("my-prior", hash, command), Path.of("out"))
 *     .run(() -> new Prior(model.denoiser(precision, layout), model.schedule()),
 *         EvaluationListener.NONE);
 * }</pre>
 */
public final class Evaluation {

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
      String name = image.getFileName().toString();
      return new Job(
          image,
          task,
          method,
          "",
          Optional.of(new Cell(task.name(), method.name(), name, outcome)));
    }

    String imageName() {
      return image.getFileName().toString();
    }

    boolean served() {
      return cell.isEmpty() || !(cell.get().outcome() instanceof Outcome.NotServed);
    }
  }

  private final EvaluationPlan plan;
  private final RunInfo info;
  private final Path out;
  private final CellFiles files;
  private final LongSupplier nanoseconds;

  /**
   * Prepares; does nothing yet.
   *
   * @param plan what to do
   * @param info for the head of the report
   * @param out folder for everything that is written; made if missing
   */
  public Evaluation(EvaluationPlan plan, RunInfo info, Path out) {
    this(plan, info, out, System::nanoTime);
  }

  Evaluation(EvaluationPlan plan, RunInfo info, Path out, LongSupplier nanoseconds) {
    this.plan = plan;
    this.info = info;
    this.out = out;
    this.files = new CellFiles(out.resolve("cells"));
    this.nanoseconds = nanoseconds;
  }

  /**
   * Runs what is missing and writes the report.
   *
   * @param prior asked once, and only if a sampler has something to do; by then it is decided which
   *     methods serve which tasks
   * @param listener hears of every step
   * @return all cells, old and new
   * @throws java.util.concurrent.CancellationException if the listener asked to stop; what is
   *     finished stays
   * @throws io.tweedie.images.ImageException if an image cannot be read
   * @throws IOException if results cannot be written
   */
  public EvaluationResults run(Supplier<Prior> prior, EvaluationListener listener)
      throws IOException {
    Backend.initialize();
    List<Job> jobs = jobs();
    listener.planned((int) jobs.stream().filter(Job::served).count(), (int) stored(jobs));
    Restorer restorer = new Restorer(plan, priorFor(jobs, prior), listener);
    List<Cell> cells = new ArrayList<>();
    for (Job job : jobs) {
      if (job.cell().isPresent()) {
        cells.add(job.cell().get());
      } else {
        listener.began(job.task().name(), job.method().name(), job.imageName());
        Cell cell = measure(job, restorer);
        listener.finished(cell);
        cells.add(cell);
      }
    }
    EvaluationResults results = new EvaluationResults(plan, info, cells);
    Files.createDirectories(out);
    results.writeCsv(out.resolve("results.csv"));
    results.writeJson(out.resolve("results.json"));
    new Report(results, files).write(out.resolve("report.html"));
    return results;
  }

  private static long stored(List<Job> jobs) {
    return jobs.stream().filter(job -> job.served() && job.cell().isPresent()).count();
  }

  private static Optional<Prior> priorFor(List<Job> jobs, Supplier<Prior> prior) {
    boolean asked =
        jobs.stream()
            .anyMatch(job -> job.cell().isEmpty() && job.method() instanceof Method.Sampling);
    return asked ? Optional.of(prior.get()) : Optional.empty();
  }

  private List<Job> jobs() {
    List<Job> jobs = new ArrayList<>();
    for (Task task : plan.tasks()) {
      for (Path image : plan.images()) {
        try (PointerScope scope = new PointerScope();
            NoGradGuard guard = new NoGradGuard()) {
          Trial trial = Trial.of(image, task, plan);
          methods(trial).forEach(method -> jobs.add(job(image, trial, method)));
        } catch (IllegalArgumentException e) {
          plan.methods().forEach(method -> jobs.add(Job.refused(image, task, method, e)));
        }
      }
    }
    return jobs;
  }

  /** The plan's methods, and every baseline that serves. */
  private List<Method> methods(Trial trial) {
    Stream<Method> baselines =
        Baselines.all().stream()
            .filter(baseline -> baseline.serves(trial.operator()))
            .map(Method.Classical::new);
    return Stream.concat(plan.methods().stream(), baselines).distinct().toList();
  }

  private Job job(Path image, Trial trial, Method method) {
    try {
      method.requireServes(trial.task(), trial.operator());
    } catch (IllegalArgumentException e) {
      return Job.refused(image, trial.task(), method, e);
    }
    String settings = settings(trial, method);
    String name = image.getFileName().toString();
    Optional<Cell> cell = files.find(trial.task().name(), method.name(), name, settings);
    return new Job(image, trial.task(), method, settings, cell);
  }

  private String settings(Trial trial, Method method) {
    if (method instanceof Method.Sampling sampling) {
      Solver solver = sampling.solver(trial.task());
      return "%s, %s, model %s, seed %d, %s"
          .formatted(
              solver,
              plan.samplingPlan(solver),
              info.modelHash(),
              plan.seed(),
              trial.fingerprint());
    }
    return method.name() + ", " + trial.fingerprint();
  }

  private Cell measure(Job job, Restorer restorer) {
    String task = job.task().name();
    String image = job.imageName();
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Trial trial = Trial.of(job.image(), job.task(), plan);
      Tensor measured = trial.visibleMeasurement();
      files.saveSubject(task, image, trial.reference(), measured);
      Cell cell;
      try {
        long start = nanoseconds.getAsLong();
        Restorer.Restored restored = restorer.restore(job.method(), trial);
        double seconds = (nanoseconds.getAsLong() - start) / 1e9;
        Tensor result = clipped(restored.image());
        Outcome outcome = outcome(trial.reference(), result, seconds, restored.nfe());
        cell = new Cell(task, job.method().name(), image, outcome);
        files.savePictures(cell, trial.reference(), measured, result);
      } catch (ArithmeticException e) {
        cell = new Cell(task, job.method().name(), image, new Outcome.Diverged(e.getMessage()));
      }
      files.save(cell, job.settings());
      return cell;
    }
  }

  private static Tensor clipped(Tensor image) {
    return clamp(image, new ScalarOptional(scalar(-1)), new ScalarOptional(scalar(1)));
  }

  private static Outcome outcome(Tensor reference, Tensor result, double seconds, int nfe) {
    double psnr = new Psnr().measure(reference, result)[0];
    double ssim = new Ssim().measure(reference, result)[0];
    return new Outcome.Measured(psnr, ssim, seconds, nfe);
  }
}
