package io.tweedie.restore;

import io.tweedie.core.guidance.EvaluationCounter;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Shape;
import io.tweedie.images.LoadedImage;
import io.tweedie.restore.photo.Damage;
import io.tweedie.restore.photo.DegradedPhoto;
import io.tweedie.restore.photo.Restoration;
import io.tweedie.restore.photo.StoredMeasurement;
import io.tweedie.restore.record.RunRecord;
import io.tweedie.restore.sampler.DiffusionSampler;
import io.tweedie.restore.settings.Choice;
import io.tweedie.restore.settings.RecordSettings;
import io.tweedie.restore.spec.RestoreSpec;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Restores photos: enlarges small ones, fills what is missing, removes noise and blur.
 *
 * <pre>{@code
 * try (Prior photos = Models.named("photos")) {
 *   Restorer restorer = Restorer.of(photos, RestoreSpec.of("sr:4"));
 *   try (Restored large = restorer.run(picture, event -> show(event.step(), event.total()))) {
 *     ImageIO.write(large.picture(), "png", file);
 *   }
 * }
 * }</pre>
 *
 * <p>What the specification leaves open of a photo, the photo tells: how strong its noise is, how
 * it was compressed. Photos may have any size that the prior serves, and alpha, which is kept. A
 * photo's result does not depend on the photos it is restored together with.
 *
 * <p>Threads may share a restorer, for photos of their own. A run belongs to its thread and ends
 * between two steps, by a {@link java.util.concurrent.CancellationException}, when that thread is
 * interrupted or the events ask for it.
 */
public final class Restorer implements AutoCloseable {

  private final Prior prior;
  private final RestoreSpec spec;
  private final int channels;
  private final Told told;
  private final Optional<Path> states;

  private Restorer(Prior prior, RestoreSpec spec, int channels, Told told, Optional<Path> states) {
    this.prior = prior;
    this.spec = spec;
    this.channels = channels;
    this.told = told;
    this.states = states;
  }

  /**
   * Checks that they go together; reads no weights yet.
   *
   * @param prior which stays the caller's
   * @throws IllegalArgumentException if the prior cannot serve the specification
   * @throws UncheckedIOException if the description of a classifier that guides cannot be read
   */
  public static Restorer of(Prior prior, RestoreSpec spec) {
    try {
      Told told = Told.of(prior, spec);
      return new Restorer(prior, spec, prior.channels(), told, Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /**
   * The same, saving where runs are and going on from there.
   *
   * @param folder of the states, of photos in files: one photo's is named after it
   */
  public Restorer keepingStatesIn(Path folder) {
    return new Restorer(prior, spec, channels, told, Optional.of(folder));
  }

  /** What is asked. */
  public Prior prior() {
    return prior;
  }

  /** What is done. */
  public RestoreSpec spec() {
    return spec;
  }

  /**
   * A run's loop, and how often it asked.
   *
   * @param loop whose tensors are the restorer's
   * @param counter of the network's evaluations
   */
  public record Asking(SamplingLoop loop, EvaluationCounter counter) {}

  /** A loop that asks the prior as this restorer does. */
  public Asking asking(Plan plan) {
    DiffusionSampler levels = new DiffusionSampler(prior.schedule(), plan);
    Optional<Long> label = spec.guidance().classes().stream().findFirst();
    Told.Asked asked = told.asked();
    Told.Question question = asked.question(label, levels);
    return new Asking(
        new SamplingLoop(question.prior(), question.condition(), prior.schedule(), plan),
        asked.counter());
  }

  Told told() {
    return told;
  }

  Optional<Path> states() {
    return states;
  }

  /**
   * Restores a picture.
   *
   * @param events hear of every step
   * @return the result; the caller's to close
   * @throws IllegalArgumentException if the photo does not suit the specification or the prior
   * @throws ArithmeticException if the run met NaN, naming the step
   * @throws java.util.concurrent.CancellationException if the run was stopped
   */
  public Restored run(BufferedImage picture, Events events) {
    return run(List.of(Photo.of(picture)), events).get(0);
  }

  /** Restores a picture as it was read; otherwise as {@link #run(BufferedImage, Events)}. */
  public Restored run(LoadedImage image, Events events) {
    return run(List.of(Photo.of(image)), events).get(0);
  }

  /**
   * Restores photos, those of one shape together.
   *
   * @return as many results, in the same order; the caller's to close
   */
  public List<Restored> run(List<Photo> photos, Events events) {
    List<Job> jobs = photos.stream().map(this::job).toList();
    List<Restored> results = new ArrayList<>();
    try {
      run(jobs, events, results::add);
      forget(jobs);
    } catch (IOException e) {
      results.forEach(Restored::close);
      throw new UncheckedIOException(e.getMessage(), e);
    } catch (RuntimeException e) {
      results.forEach(Restored::close);
      throw e;
    }
    results.sort((a, b) -> Integer.compare(jobs.indexOf(a.job()), jobs.indexOf(b.job())));
    return results;
  }

  /** Takes results as they come. */
  @FunctionalInterface
  public interface Results {

    /**
     * A photo is restored, all its samples.
     *
     * @param result the taker's to close
     */
    void restored(Restored result) throws IOException;
  }

  /**
   * Restores photos batch by batch: only the photos of one batch are in memory, and results are
   * handed on as they come. Saved states stay until {@link #forget}.
   *
   * @param jobs of this restorer
   * @throws IOException if the taker of the results says so, or a state cannot be written
   */
  public void run(List<Job> jobs, Events events, Results results) throws IOException {
    new BatchedRun(this, events).all(jobs, results);
  }

  /**
   * Deletes the saved states of photos.
   *
   * @throws IOException if one cannot be deleted
   */
  public void forget(List<Job> jobs) throws IOException {
    new BatchedRun(this, Events.NONE).forget(jobs);
  }

  /**
   * Looks at a photo: what is wrong with it, and how it is restored. Needs no weights.
   *
   * @throws IllegalArgumentException if it does not suit the specification or the prior
   */
  public Job job(Photo photo) {
    try (Seen seen = see(photo)) {
      return seen.job();
    }
  }

  /**
   * A photo that was looked at.
   *
   * @param restorer that looked
   * @param photo what it looked at
   * @param damage what is wrong with it
   * @param restoration how it is restored
   * @param why it is restored so, in a few words
   * @param degraded its pixels as a measurement
   */
  public record Seen(
      Restorer restorer,
      Photo photo,
      Damage damage,
      Restoration restoration,
      String why,
      DegradedPhoto degraded)
      implements AutoCloseable {

    /**
     * The photo with what is to be done, found to go together.
     *
     * @throws IllegalArgumentException if they do not
     */
    public Job job() {
      Job job =
          Job.of(photo, damage, restoration, why, degraded)
              .advisedOnMask(restorer.spec.damage())
              .remarking(restorer.told.remarks());
      requireServes(restorer.prior, job.imageShape());
      Optional<Integer> reach = restorer.prior.reach();
      return reach.isEmpty() ? job : job.seenAsFarAs(reach.get(), restorer.spec.multiscale());
    }

    @Override
    public void close() {
      degraded.close();
    }
  }

  /**
   * The first half of {@link #job}: finds what is wrong with a photo, and the method.
   *
   * @return to be closed
   * @throws IllegalArgumentException if the specification does not suit the photo
   */
  public Seen see(Photo photo) {
    if (photo instanceof Photo.Measured measured) {
      StoredMeasurement stored = measured.stored();
      return seen(photo, Damage.of(stored), task -> stored.read(channels));
    }
    try (LoadedImage image = ((Photo.Picture) photo).pixels().read()) {
      boolean anySize = prior.side().isEmpty();
      Damage damage =
          Damage.of(photo.name(), photo.file(), image, spec.damage(), anySize, spec.seed());
      return seen(photo, damage, task -> DegradedPhoto.of(image, task, channels));
    }
  }

  private Seen seen(Photo photo, Damage damage, Function<Task, DegradedPhoto> pixels) {
    Choice choice =
        spec.choose(prior.space().usual(), prior.tuned(), damage.task(), damage.noise());
    Restoration restoration = restoration(damage, choice);
    return new Seen(this, photo, damage, restoration, choice.why(), pixels.apply(damage.task()));
  }

  private Restoration restoration(Damage damage, Choice choice) {
    prior.schedule().respace(choice.plan().steps());
    return Restoration.of(damage.task(), damage.noise(), choice)
        .withSeed(spec.seed())
        .withTaskSeed(damage.taskSeed())
        .in(prior.space());
  }

  private static void requireServes(Prior prior, Shape image) {
    Optional<Integer> side = prior.side();
    if (side.isPresent() && (image.height() != side.get() || image.width() != side.get())) {
      throw new IllegalArgumentException(
          "model %s serves images of %d x %d only, and the result would be %d x %d (width x"
                  .formatted(prior.name(), side.get(), side.get(), image.width(), image.height())
              + " height); crop the photo, or take a model for any size such as photos");
    }
  }

  /** Writes down what is asked and how, as of a job. */
  public void describe(RunRecord record, Job job) {
    Restoration restoration = job.restoration();
    // Loads the weights before they are hashed: what is wrong with them is told best by reading.
    SamplingLoop loop = restoration.loop(prior.denoiser(), prior.schedule());
    record.put("model", prior.description());
    spec.guidance().classes().forEach(label -> record.put("class", label));
    told.describe(record);
    record
        .put("operator", RunRecord.describe(restoration.task(), restoration.noise()))
        .put("solver", RecordSettings.describe(restoration.solver()))
        .put("chosen", job.why())
        .plan(loop);
  }

  /** Frees what was loaded beside the prior. */
  @Override
  public void close() {
    told.close();
  }
}
