package io.tweedie.cli;

import io.tweedie.core.operator.Shape;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.eval.restore.Restoration;
import io.tweedie.eval.restore.RestoredPhoto;
import io.tweedie.eval.restore.StateFile;
import io.tweedie.eval.settings.RecordSettings;
import io.tweedie.models.checkpoint.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.PointerScope;
import picocli.CommandLine.ExitCode;

/** Restores photos in batches of one shape, saves where it is, and writes what comes of it. */
final class RestoreRun {

  private static final long SAVE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int LARGEST_BATCH = 8;
  private static final long LARGEST_BATCH_PIXELS = 1 << 20;

  private final Restoration restoration;
  private final SamplingLoop loop;
  private final String settings;
  private final CommonOptions common;
  private final Interruption interruption;

  /**
   * Prepares a run.
   *
   * @param settings all that decides the results besides the photos, to recognise saved states by
   */
  RestoreRun(
      Restoration restoration,
      SamplingLoop loop,
      String settings,
      CommonOptions common,
      Interruption interruption) {
    this.restoration = restoration;
    this.loop = loop;
    this.settings = settings;
    this.common = common;
    this.interruption = interruption;
  }

  /** Photos that can run together: of one shape, and at the same step. */
  private record Batch(Shape shape, int remaining, List<PhotoJob> jobs) {

    boolean takes(Shape shape, int remaining) {
      long pixels = (jobs.size() + 1) * shape.height() * shape.width();
      return this.shape.equals(shape)
          && this.remaining == remaining
          && jobs.size() < LARGEST_BATCH
          && pixels <= LARGEST_BATCH_PIXELS;
    }
  }

  /**
   * Restores all photos.
   *
   * @param jobs every sample of every photo
   * @param reference the photo as it should be, if it is known
   * @param record of the run; written at its end
   * @return the exit code
   */
  int all(List<PhotoJob> jobs, Optional<Path> reference, RunRecord record) throws IOException {
    record
        .put("operator", RunRecord.describe(restoration.task(), restoration.noise()))
        .put("solver", RecordSettings.describe(restoration.solver()))
        .plan(loop);
    RestoredFiles files = new RestoredFiles(restoration, common.out(), reference, record);
    List<String> lines = new ArrayList<>();
    try (Interruption.Watch watch = interruption.watch();
        Finished finished = new Finished(jobs)) {
      List<Batch> batches = batches(jobs);
      long steps = batches.stream().mapToLong(Batch::remaining).sum();
      try (Progress progress = common.progress("restoring", steps)) {
        for (Batch batch : batches) {
          run(batch, progress, finished);
          finished.write(files, lines);
        }
      } catch (CancellationException e) {
        common.note(e.getMessage() + "; the same command goes on from there");
        return ExitCode.SOFTWARE;
      }
      Map<String, Object> result = record.write(common.out());
      for (PhotoJob job : jobs) {
        state(job).delete();
      }
      common.result(result, lines);
      return ExitCode.OK;
    }
  }

  /** What is restored and not yet written. */
  private static final class Finished implements AutoCloseable {

    private final Map<String, List<PhotoJob>> photos = new LinkedHashMap<>();
    private final Map<PhotoJob, RestoredPhoto> results = new IdentityHashMap<>();
    private final Map<String, Double> seconds = new HashMap<>();

    Finished(List<PhotoJob> jobs) {
      jobs.forEach(job -> photos.computeIfAbsent(job.name(), k -> new ArrayList<>()).add(job));
    }

    void add(PhotoJob job, RestoredPhoto result, double took) {
      results.put(job, result);
      seconds.merge(job.name(), took, Double::sum);
    }

    /** Writes the photos of which all samples are there. */
    void write(RestoredFiles files, List<String> lines) throws IOException {
      for (Map.Entry<String, List<PhotoJob>> photo : List.copyOf(photos.entrySet())) {
        List<PhotoJob> jobs = photo.getValue();
        if (results.keySet().containsAll(jobs)) {
          List<RestoredPhoto> samples = jobs.stream().map(results::get).toList();
          lines.add(files.write(jobs.get(0), samples, seconds.get(photo.getKey())));
          jobs.forEach(job -> results.remove(job).close());
          photos.remove(photo.getKey());
        }
      }
    }

    @Override
    public void close() {
      results.values().forEach(RestoredPhoto::close);
    }
  }

  private List<Batch> batches(List<PhotoJob> jobs) throws IOException {
    List<Batch> batches = new ArrayList<>();
    for (PhotoJob job : jobs) {
      int remaining = remaining(job);
      Optional<Batch> open =
          batches.stream().filter(batch -> batch.takes(job.imageShape(), remaining)).findFirst();
      open.orElseGet(
              () -> {
                Batch batch = new Batch(job.imageShape(), remaining, new ArrayList<>());
                batches.add(batch);
                return batch;
              })
          .jobs()
          .add(job);
    }
    return batches;
  }

  private int remaining(PhotoJob job) throws IOException {
    Optional<SamplingLoop.State> saved = state(job).read();
    if (saved.isEmpty()) {
      return loop.steps();
    }
    int remaining = saved.get().remaining();
    saved.get().close();
    if (job.sample() == 0) {
      common.note(
          "%s: going on after step %d of %d"
              .formatted(job.file(), loop.steps() - remaining, loop.steps()));
    }
    return remaining;
  }

  private StateFile state(PhotoJob job) throws IOException {
    Optional<String> named = restoration.task().namedFile();
    String physics = named.isPresent() ? Sha256.of(Path.of(named.get())) : "";
    String sample = job.sample() == 0 ? "" : ".sample-" + job.sample();
    return new StateFile(
        common.out().resolve(".%s%s.state.safetensors".formatted(job.name(), sample)),
        settings + " " + job.photo().id() + " " + physics);
  }

  private void run(Batch batch, Progress progress, Finished finished) throws IOException {
    long start = System.nanoTime();
    List<RestoredPhoto> results = results(batch, progress);
    double seconds = (System.nanoTime() - start) / 1e9 / results.size();
    for (int i = 0; i < results.size(); i++) {
      finished.add(batch.jobs().get(i), results.get(i), seconds);
    }
  }

  private List<RestoredPhoto> results(Batch batch, Progress progress) throws IOException {
    List<StateFile> files = new ArrayList<>();
    for (PhotoJob job : batch.jobs()) {
      files.add(state(job));
    }
    try (PointerScope scope = new PointerScope()) {
      var listener = new Saver(files, progress);
      var photos = batch.jobs().stream().map(PhotoJob::photo).toList();
      if (batch.remaining() == loop.steps()) {
        return restoration.run(loop, photos, listener);
      }
      List<SamplingLoop.State> saved =
          files.stream().map(file -> file.read().orElseThrow()).toList();
      return restoration.resume(loop, photos, SamplingLoop.State.batch(saved), listener);
    }
  }

  /** Saves a batch's photos each on its own, as the next run may batch them differently. */
  private final class Saver implements SamplingLoop.Listener {

    private final List<StateFile> files;
    private final Progress progress;
    private long saved = System.nanoTime();

    Saver(List<StateFile> files, Progress progress) {
      this.files = files;
      this.progress = progress;
    }

    @Override
    public boolean stepped(SamplingLoop.State state, io.tweedie.core.sampling.Step step) {
      progress.step();
      boolean stop = interruption.requested();
      if (stop || state.remaining() == 0 || System.nanoTime() - saved > SAVE_EVERY_NANOS) {
        for (int i = 0; i < files.size(); i++) {
          files.get(i).write(state.image(i));
        }
        saved = System.nanoTime();
      }
      return !stop;
    }
  }
}
