package io.tweedie.cli.restore;

import io.tweedie.cli.run.RunRecord;
import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.cli.terminal.Interruption;
import io.tweedie.cli.terminal.Progress;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.tensor.Shape;
import io.tweedie.eval.restore.DegradedPhoto;
import io.tweedie.eval.restore.Restoration;
import io.tweedie.eval.restore.RestoredPhoto;
import io.tweedie.eval.restore.StateFile;
import io.tweedie.eval.settings.RecordSettings;
import io.tweedie.models.checkpoint.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import picocli.CommandLine.ExitCode;

/** Restores photos in batches of one shape, saves where it is, and writes what comes of it. */
final class RestoreRun {

  private static final long SAVE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int LARGEST_BATCH = 8;
  private static final long LARGEST_BATCH_PIXELS = 1 << 20;

  private final Function<Restoration, SamplingLoop> loops;
  private final String settings;
  private final CommonOptions common;
  private final Interruption interruption;

  /**
   * Prepares a run.
   *
   * @param loops the loop that each restoration runs
   * @param settings all that decides the results besides the photos and their restorations, to
   *     recognise saved states by
   */
  RestoreRun(
      Function<Restoration, SamplingLoop> loops,
      String settings,
      CommonOptions common,
      Interruption interruption) {
    this.loops = loops;
    this.settings = settings;
    this.common = common;
    this.interruption = interruption;
  }

  /**
   * How far a run is.
   *
   * @param remaining steps
   * @param saved whether it began in another process, which saved its state
   */
  private record Place(int remaining, boolean saved) {}

  /** Photos that can run together: restored alike, of one shape, and at the same step. */
  private record Batch(PhotoJob first, Place place, List<PhotoJob> jobs) {

    static Batch of(PhotoJob first, Place place) {
      return new Batch(first, place, new ArrayList<>());
    }

    boolean takes(PhotoJob job, Place place) {
      Shape shape = first.imageShape();
      long pixels = (jobs.size() + 1) * shape.height() * shape.width();
      return first.restoration().equals(job.restoration())
          && first.fill().equals(job.fill())
          && shape.equals(job.imageShape())
          && this.place.equals(place)
          && jobs.size() < LARGEST_BATCH
          && pixels <= LARGEST_BATCH_PIXELS;
    }

    long steps() {
      return (long) place.remaining() * jobs.size();
    }
  }

  /**
   * Restores all photos, batch by batch: only the photos of one batch are in memory, and results
   * are written as they come.
   *
   * @param jobs every sample of every photo
   * @param reference the photo as it should be, if it is known
   * @param record of the run; written at its end
   * @return the exit code
   */
  int all(List<PhotoJob> jobs, Optional<Path> reference, RunRecord record) throws IOException {
    Restoration usual = jobs.get(0).restoration();
    record
        .put("operator", RunRecord.describe(usual.task(), usual.noise()))
        .put("solver", RecordSettings.describe(usual.solver()))
        .plan(loops.apply(usual));
    RestoredFiles files = new RestoredFiles(usual, common.out(), reference, record);
    List<String> lines = new ArrayList<>();
    try (Interruption.Watch watch = interruption.watch();
        OpenResults results = new OpenResults(jobs)) {
      List<Batch> batches = batches(jobs);
      long steps = batches.stream().mapToLong(Batch::steps).sum();
      try (Progress progress = common.progress("restoring", steps)) {
        for (Batch batch : batches) {
          run(batch, progress, results);
          results.write(files, lines);
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

  private List<Batch> batches(List<PhotoJob> jobs) throws IOException {
    List<Batch> batches = new ArrayList<>();
    for (PhotoJob job : jobs) {
      Place place = place(job);
      Optional<Batch> open = batches.stream().filter(batch -> batch.takes(job, place)).findFirst();
      open.orElseGet(
              () -> {
                Batch batch = Batch.of(job, place);
                batches.add(batch);
                return batch;
              })
          .jobs()
          .add(job);
    }
    return batches;
  }

  private Place place(PhotoJob job) throws IOException {
    SamplingLoop loop = loops.apply(job.restoration());
    Optional<SamplingLoop.State> saved = state(job).read();
    if (saved.isEmpty()) {
      return new Place(job.steps(loop), false);
    }
    int remaining = saved.get().remaining();
    saved.get().close();
    if (job.sample() == 0) {
      common.note(
          "%s: going on after step %d of %d"
              .formatted(job.file(), job.steps(loop) - remaining, job.steps(loop)));
    }
    return new Place(remaining, true);
  }

  private StateFile state(PhotoJob job) throws IOException {
    Optional<String> named = job.restoration().task().namedFile();
    String physics = named.isPresent() ? Sha256.of(Path.of(named.get())) : "";
    String sample = job.sample() == 0 ? "" : ".sample-" + job.sample();
    return new StateFile(
        common.out().resolve(".%s%s.state.safetensors".formatted(job.name(), sample)),
        "%s %s %s %d %d %s"
            .formatted(job.restoration(), job.fill(), settings, job.id(), job.sample(), physics));
  }

  private void run(Batch batch, Progress progress, OpenResults results) throws IOException {
    long start = System.nanoTime();
    List<DegradedPhoto> photos = new ArrayList<>();
    try {
      for (PhotoJob job : batch.jobs()) {
        photos.add(job.read());
      }
      List<RestoredPhoto> restored = restored(batch, photos, progress);
      double seconds = (System.nanoTime() - start) / 1e9 / restored.size();
      for (int i = 0; i < restored.size(); i++) {
        results.add(batch.jobs().get(i), photos.get(i), restored.get(i), seconds);
      }
    } finally {
      photos.forEach(DegradedPhoto::close);
    }
  }

  private List<RestoredPhoto> restored(Batch batch, List<DegradedPhoto> photos, Progress progress)
      throws IOException {
    List<StateFile> files = new ArrayList<>();
    for (PhotoJob job : batch.jobs()) {
      files.add(state(job));
    }
    Restoration restoration = batch.first().restoration();
    SamplingLoop loop = loops.apply(restoration);
    try (PointerScope scope = new PointerScope()) {
      var listener = new Saver(files, progress);
      if (batch.place().saved()) {
        List<SamplingLoop.State> saved =
            files.stream().map(file -> file.read().orElseThrow()).toList();
        return restoration.resume(loop, photos, SamplingLoop.State.batch(saved), listener);
      }
      if (batch.first().fill().isEmpty()) {
        return restoration.run(loop, photos, listener);
      }
      SamplingLoop.State start =
          batch
              .first()
              .fill()
              .get()
              .start(restoration, loop, photos, (state, step) -> !interruption.requested());
      try (start) {
        return restoration.resume(loop, photos, start, listener);
      }
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
      progress.step(files.size());
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
