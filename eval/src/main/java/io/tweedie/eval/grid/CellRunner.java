package io.tweedie.eval.grid;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.clamp;

import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Backend;
import io.tweedie.eval.baseline.Baselines;
import io.tweedie.eval.grid.EvaluationPlan.Company;
import io.tweedie.eval.metric.Metric;
import io.tweedie.eval.metric.Psnr;
import io.tweedie.eval.metric.Ssim;
import io.tweedie.eval.uncertainty.Uncertainty;
import io.tweedie.images.ImageException;
import io.tweedie.restore.photo.Space;
import io.tweedie.restore.settings.Choice;
import io.tweedie.restore.uncertainty.Samples;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Measures the cells of a plan, each unless it is there already under the same settings. Subjects,
 * a task with an image each, are taken one after the other, and nothing of them but their cells is
 * kept.
 *
 * @param plan what to do
 * @param info whose model hash changes whenever the prior does
 * @param files where cells are kept
 * @param perception looks at results; stays its owner's
 * @param nanoseconds the clock
 */
record CellRunner(
    EvaluationPlan plan,
    RunInfo info,
    CellFiles files,
    Perception perception,
    LongSupplier nanoseconds) {

  private static final List<Metric> METRICS = List.of(new Psnr(), new Ssim());

  /**
   * How many cells can be measured, as far as the first image that can be read tells of each task:
   * others may be of sizes that fewer methods serve.
   */
  int size(Priors priors) {
    Backend.initialize();
    return plan.tasks().stream()
        .mapToInt(task -> plan.images().size() * served(task, priors))
        .sum();
  }

  private int served(Task task, Priors priors) {
    for (Path image : plan.images()) {
      try (PointerScope scope = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        Trial trial = Trial.of(image, task, plan);
        return (int)
            methods(trial).stream().filter(m -> refusal(m, trial, priors).isEmpty()).count();
      } catch (ImageException | IllegalArgumentException e) {
        // Told when its turn comes.
        continue;
      }
    }
    return 0;
  }

  /** Measures what is missing. */
  CellsDone run(Priors priors, EvaluationListener listener) {
    Backend.initialize();
    MethodRun run = new MethodRun(plan, priors, listener);
    CellsDone.Gathering done = new CellsDone.Gathering();
    for (Task task : plan.tasks()) {
      for (Path image : plan.images()) {
        if (!done.isUnread(image)) {
          subject(image, task, run, done);
        }
      }
    }
    return done.all();
  }

  private void subject(Path image, Task task, MethodRun run, CellsDone.Gathering done) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Subject subject;
      try {
        subject = new Subject(image, Trial.of(image, task, plan));
      } catch (ImageException e) {
        done.unread(image, e);
        return;
      } catch (IllegalArgumentException e) {
        done.refused(image, e);
        plan.methods().forEach(method -> done.add(refused(task, method, image, e)));
        return;
      }
      for (Method method : methods(subject.trial())) {
        done.add(cell(subject, method, run));
      }
    }
  }

  /**
   * An image degraded for a task.
   *
   * @param trial whose tensors belong to the scope around
   */
  private record Subject(Path image, Trial trial) {

    String task() {
      return trial.task().name();
    }

    String name() {
      return image.getFileName().toString();
    }
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

  private Optional<IllegalArgumentException> refusal(Method method, Trial trial, Priors priors) {
    try {
      method.requireServes(trial.task(), trial.measurement(), space(method, priors));
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(e);
    }
  }

  private Space space(Method method, Priors priors) {
    String named = method instanceof Method.Sampling s ? s.words().model() : null;
    return named == null ? plan.known().space() : priors.of(named).space();
  }

  private static Cell refused(Task task, Method method, Path image, IllegalArgumentException e) {
    Outcome outcome = new Outcome.NotServed(e.getMessage());
    return new Cell(task.name(), method.name(), image.getFileName().toString(), outcome);
  }

  private Cell cell(Subject subject, Method method, MethodRun run) {
    Trial trial = subject.trial();
    Optional<IllegalArgumentException> refusal = refusal(method, trial, run.priors());
    if (refusal.isPresent()) {
      return refused(trial.task(), method, subject.image(), refusal.get());
    }
    String settings = settings(trial, method, run.priors());
    Perception.Lookers lookers = perception.lookers(subject.name());
    Optional<Cell> stored =
        files.find(subject.task(), method.name(), subject.name(), settings, lookers);
    if (stored.isPresent()) {
      run.listener().found(stored.get());
      return perceived(stored.get(), settings, lookers);
    }
    run.listener().began(subject.task(), method.name(), subject.name());
    Cell cell = measure(subject, method, settings, run);
    run.listener().finished(cell);
    return cell;
  }

  private String settings(Trial trial, Method method, Priors priors) {
    if (method instanceof Method.Sampling sampling) {
      Choice choice = sampling.choice(plan, trial.task(), plan.conditions().noise());
      PriorWords words = sampling.words().of(plan.known().captions(), trial.image());
      return String.format(
          Locale.ROOT,
          "%s, %s, model %s%s, seed %d, %s, %s",
          choice.solver(),
          choice.plan(),
          words.model() == null ? info.modelHash() : priors.of(words.model()).fingerprint(),
          words.told(),
          plan.conditions().seed(),
          plan.recording(),
          trial.fingerprint());
    }
    return method.name() + ", " + trial.fingerprint();
  }

  private Cell measure(Subject subject, Method method, String settings, MethodRun run) {
    String task = subject.task();
    String image = subject.name();
    Trial trial = subject.trial();
    try (PointerScope scope = new PointerScope()) {
      files.saveSubject(task, image, trial.reference(), trial.visibleMeasurement());
      Cell cell;
      try {
        long start = nanoseconds.getAsLong();
        MethodRun.Restored restored =
            run.restore(
                method,
                trial,
                (frame, timestep) -> files.saveFrame(task, method.name(), image, timestep, frame));
        double seconds = (nanoseconds.getAsLong() - start) / 1e9;
        cell = perception.added(measured(subject, method, restored, seconds));
      } catch (ArithmeticException e) {
        cell = new Cell(task, method.name(), image, new Outcome.Diverged(e.getMessage()));
      }
      files.save(cell, settings, perception.lookers(image));
      return cell;
    }
  }

  /** A cell that may have been stored before there were weights of those who look at it. */
  private Cell perceived(Cell stored, String settings, Perception.Lookers lookers) {
    Cell cell = perception.added(stored);
    if (!cell.equals(stored)) {
      files.save(cell, settings, lookers);
    }
    return cell;
  }

  private Cell measured(
      Subject subject, Method method, MethodRun.Restored restored, double seconds) {
    Trial trial = subject.trial();
    Tensor reference = trial.reference();
    Tensor images = clipped(restored.images());
    Tensor result = images.narrow(0, 0, 1);
    boolean several = images.size(0) > 1;
    Outcome outcome =
        new Outcome.Measured(
            new Psnr().measure(reference, result)[0],
            new Ssim().measure(reference, result)[0],
            null,
            null,
            seconds / images.size(0),
            restored.nfe(),
            several ? Uncertainty.of(new Samples(images), reference, METRICS) : null,
            restored.trace().orElse(null),
            info.conditions());
    Cell cell = new Cell(subject.task(), method.name(), subject.name(), outcome);
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
