package io.tweedie.restore;

import io.tweedie.core.guidance.EvaluationCounter;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.sampling.Step;
import io.tweedie.core.tensor.Shape;
import io.tweedie.models.checkpoint.Sha256;
import io.tweedie.restore.photo.DegradedPhoto;
import io.tweedie.restore.photo.Restoration;
import io.tweedie.restore.photo.RestoredPhoto;
import io.tweedie.restore.photo.StateFile;
import io.tweedie.restore.record.RunRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.PointerScope;

/** Restores photos in batches of one shape, and saves where it is. */
final class BatchedRun {

  private static final long SAVE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long LARGEST_BATCH_PIXELS = 1 << 20;

  private final Restorer restorer;
  private final Events events;
  private long done;
  private long total;

  BatchedRun(Restorer restorer, Events events) {
    this.restorer = restorer;
    this.events = events;
  }

  /** One sample of a photo. */
  private record Part(Job job, int sample) {}

  /**
   * How far a part is.
   *
   * @param remaining steps
   * @param saved whether it began in another process, which saved its state
   */
  private record Place(int remaining, boolean saved) {}

  /** Parts that can run together: restored alike, of one shape, and at the same step. */
  private record Batch(Job first, Place place, List<Part> parts) {

    static Batch of(Job first, Place place) {
      return new Batch(first, place, new ArrayList<>());
    }

    boolean takes(Job job, Place place) {
      Shape shape = first.imageShape();
      long pixels = (parts.size() + 1) * shape.height() * shape.width();
      return first.restoration().equals(job.restoration())
          && first.fill().equals(job.fill())
          && shape.equals(job.imageShape())
          && this.place.equals(place)
          && parts.size() < first.restoration().space().together()
          && pixels <= LARGEST_BATCH_PIXELS;
    }

    long steps() {
      return (long) place.remaining() * parts.size();
    }
  }

  /**
   * Restores all photos, batch by batch, and hands on each as soon as all its samples are there.
   */
  void all(List<Job> jobs, Restorer.Results results) throws IOException {
    List<Batch> batches = batches(jobs);
    total = batches.stream().mapToLong(Batch::steps).sum();
    events.began(total);
    try (OpenPhotos open = new OpenPhotos(restorer.spec().samples())) {
      for (Batch batch : batches) {
        run(batch, open);
        open.handOn(jobs, this::record, results);
      }
    }
  }

  private RunRecord record(Job job) {
    RunRecord record = new RunRecord(List.of(), restorer.spec().seed());
    restorer.describe(record, job);
    return record;
  }

  /** Deletes what was saved of photos. */
  void forget(List<Job> jobs) throws IOException {
    for (Part part : parts(jobs)) {
      Optional<StateFile> state = state(part);
      if (state.isPresent()) {
        state.get().delete();
      }
    }
  }

  private List<Part> parts(List<Job> jobs) {
    List<Part> parts = new ArrayList<>();
    for (Job job : jobs) {
      for (int sample = 0; sample < restorer.spec().samples(); sample++) {
        parts.add(new Part(job, sample));
      }
    }
    return parts;
  }

  private List<Batch> batches(List<Job> jobs) throws IOException {
    List<Batch> batches = new ArrayList<>();
    for (Part part : parts(jobs)) {
      Place place = place(part);
      Optional<Batch> fitting =
          batches.stream().filter(batch -> batch.takes(part.job(), place)).findFirst();
      Batch batch = fitting.orElseGet(() -> Batch.of(part.job(), place));
      if (fitting.isEmpty()) {
        batches.add(batch);
      }
      batch.parts().add(part);
    }
    return batches;
  }

  private Place place(Part part) throws IOException {
    int steps = part.job().steps(restorer.asking(part.job().restoration().plan()).loop());
    Optional<StateFile> file = state(part);
    Optional<SamplingLoop.State> saved = file.flatMap(StateFile::read);
    if (saved.isEmpty()) {
      return new Place(steps, false);
    }
    int remaining = saved.get().remaining();
    saved.get().close();
    if (part.sample() == 0) {
      events.resumed(part.job().photo().name(), steps - remaining, steps);
    }
    return new Place(remaining, true);
  }

  /** Where a part is kept; nowhere if states are not, or if the photo is in no file. */
  private Optional<StateFile> state(Part part) throws IOException {
    Job job = part.job();
    Optional<Path> photo = job.photo().file();
    if (restorer.states().isEmpty() || photo.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> named = job.restoration().task().namedFile();
    String physics = named.isPresent() ? Sha256.of(Path.of(named.get())) : "";
    String sample = part.sample() == 0 ? "" : ".sample-" + part.sample();
    Path file =
        restorer
            .states()
            .get()
            .resolve(".%s%s.state.safetensors".formatted(nameOf(photo.get()), sample));
    String settings =
        "%s %s %s %s %s %d %d %s"
            .formatted(
                job.restoration(),
                job.fill(),
                restorer.prior().fingerprint(),
                restorer.spec().guidance().classes(),
                restorer.told().identity(),
                job.id(),
                part.sample(),
                physics);
    return Optional.of(new StateFile(file, settings));
  }

  /** A file's name without its suffix. */
  private static String nameOf(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private void run(Batch batch, OpenPhotos open) throws IOException {
    long start = System.nanoTime();
    List<DegradedPhoto> photos = new ArrayList<>();
    try {
      for (Part part : batch.parts()) {
        photos.add(part.job().read(part.sample()));
      }
      List<RestoredPhoto> restored = restored(batch, photos);
      double seconds = (System.nanoTime() - start) / 1e9 / restored.size();
      for (int i = 0; i < restored.size(); i++) {
        Part part = batch.parts().get(i);
        open.add(part.job(), part.sample(), photos.get(i), restored.get(i), seconds);
      }
    } finally {
      photos.forEach(DegradedPhoto::close);
    }
  }

  private List<RestoredPhoto> restored(Batch batch, List<DegradedPhoto> photos) throws IOException {
    List<StateFile> files = new ArrayList<>();
    for (Part part : batch.parts()) {
      state(part).ifPresent(files::add);
    }
    Job first = batch.first();
    Restoration restoration = first.restoration();
    Restorer.Asking asking = restorer.asking(restoration.plan());
    SamplingLoop loop = asking.loop();
    try (PointerScope scope = new PointerScope()) {
      if (batch.place().saved()) {
        List<SamplingLoop.State> each =
            files.stream().map(file -> file.read().orElseThrow()).toList();
        SamplingLoop.State saved = SamplingLoop.State.batch(each);
        Evaluations evaluations =
            new Evaluations(asking.counter(), photos.size(), saved.evaluations());
        Saver listener = new Saver(files, evaluations);
        return evaluations.in(restoration.resume(loop, photos, saved, listener));
      }
      Evaluations evaluations = new Evaluations(asking.counter(), photos.size(), 0);
      Saver listener = new Saver(files, evaluations);
      if (first.fill().isEmpty()) {
        return evaluations.in(restoration.run(loop, photos, listener));
      }
      try (SamplingLoop.State start =
          first.fill().get().start(restoration, loop, photos, this::told)) {
        return evaluations.in(restoration.resume(loop, photos, start, listener));
      }
    }
  }

  /**
   * How often the network was evaluated for each photo of a batch. The loop knows how often it
   * asked; guidance and tiles make several evaluations of that, and a fill from coarse to fine has
   * runs of its own.
   *
   * @param counter of this process
   * @param photos of the batch
   * @param before how often it was for each in another process, from whose state the batch goes on
   */
  private record Evaluations(EvaluationCounter counter, int photos, int before) {

    int each() {
      return before + Math.toIntExact(counter.prior() / photos);
    }

    List<RestoredPhoto> in(List<RestoredPhoto> restored) {
      return restored.stream().map(photo -> photo.withEvaluations(each())).toList();
    }
  }

  /** Tells a step; whether to go on. */
  private boolean told(SamplingLoop.State state, Step step) {
    Event event = Event.of(done, total, state, step, restorer.prior().space());
    events.stepped(event);
    return !event.isCancelled();
  }

  /** Saves a batch's photos each on its own, as the next run may batch them differently. */
  private final class Saver implements SamplingLoop.Listener {

    private final List<StateFile> files;
    private final Evaluations evaluations;
    private long saved = System.nanoTime();

    Saver(List<StateFile> files, Evaluations evaluations) {
      this.files = files;
      this.evaluations = evaluations;
    }

    @Override
    public boolean stepped(SamplingLoop.State state, Step step) {
      done += evaluations.photos;
      boolean goOn = told(state, step) && !Thread.currentThread().isInterrupted();
      if (!goOn || state.remaining() == 0 || System.nanoTime() - saved > SAVE_EVERY_NANOS) {
        for (int i = 0; i < files.size(); i++) {
          files.get(i).write(state.image(i).withEvaluations(evaluations.each()));
        }
        saved = System.nanoTime();
      }
      return goOn;
    }
  }
}
