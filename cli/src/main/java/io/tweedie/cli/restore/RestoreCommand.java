package io.tweedie.cli.restore;

import io.tweedie.cli.Tweedie;
import io.tweedie.cli.run.ModelOptions;
import io.tweedie.cli.sample.GuidanceOptions;
import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.cli.terminal.Interruption;
import io.tweedie.cli.terminal.OutputNames;
import io.tweedie.cli.terminal.Progress;
import io.tweedie.core.file.Folders;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.task.Task;
import io.tweedie.models.prior.Tuned;
import io.tweedie.restore.Event;
import io.tweedie.restore.Events;
import io.tweedie.restore.Job;
import io.tweedie.restore.LatentPrior;
import io.tweedie.restore.Photo;
import io.tweedie.restore.Prior;
import io.tweedie.restore.Restorer;
import io.tweedie.restore.photo.Restoration;
import io.tweedie.restore.photo.StoredMeasurement;
import io.tweedie.restore.record.RunRecord;
import io.tweedie.restore.settings.Choice;
import io.tweedie.restore.spec.DamageSpec;
import io.tweedie.restore.spec.RestoreSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code tweedie restore}: takes degraded photos and restores them. */
@Command(
    name = "restore",
    description = {
      "Restores photos: enlarges small ones, fills what is missing, removes noise.",
      "",
      "IMAGE is the degraded photo (PNG, JPEG, WebP or BMP of any size, colour or gray, with or"
          + " without alpha), or the .safetensors that degrade stores, with operator.json beside"
          + " it. Writes IMAGE.restored.png, IMAGE.panel.png (before and after, side by side) and"
          + " run.json; with --samples also IMAGE.mean.png and IMAGE.std.png. Stopped by Ctrl-C,"
          + " the same command goes on where it was."
    },
    footer = {
      "",
      "Enlarge a photo four times:",
      "  tweedie restore small.jpg --task sr:4",
      "The same with texture, which is likely rather than sure and less near to the truth:",
      "  tweedie restore small.jpg --task sr:4 --preset posterior",
      "Fill what a mask of the photo's size paints black, or white:",
      "  tweedie restore scratched.jpg --task inpaint-mask:mask.png",
      "  tweedie restore scratched.jpg --task inpaint-mask:mask.png --mask-fill white",
      "Fill a box of 40 rows and 60 columns whose corner is at row 100, column 30:",
      "  tweedie restore photo.png --task inpaint-box:40x60@100,30",
      "Remove noise, as strong as the photo shows or of standard deviation 0.1, where white is 1:",
      "  tweedie restore noisy.png --task denoise",
      "  tweedie restore noisy.png --task denoise --sigma 0.1",
      "Repair a JPEG file, whose own tables tell how it was compressed:",
      "  tweedie restore old.jpg --task jpeg",
      "Give old photos colour, and compare methods:",
      "  tweedie restore *.jpg --task colorize --solver ilvr --out ilvr",
      "See how sure the result is, from sixteen possible photos:",
      "  tweedie restore small.jpg --task sr:4 --samples 16",
      "Restore with a text-to-image model, which is told what the photo shows:",
      "  tweedie restore small.png --task sr:8 --model DIR --solver p2l --prompt \"a red boat\"",
      "Measure against the original:",
      "  tweedie restore small.png --task sr:4 --reference original.png"
    })
public final class RestoreCommand implements Callable<Integer> {

  @ParentCommand private Tweedie tweedie;
  @Mixin private CommonOptions common;
  @Mixin private TaskOptions tasks;
  @Mixin private SolverOptions solvers;
  @Mixin private ModelOptions models;
  @Mixin private GuidanceOptions guidances;
  @Mixin private RestorePromptOptions prompts;

  @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "The degraded photos.")
  private List<Path> images;

  @Option(
      names = "--reference",
      paramLabel = "IMAGE",
      description = "The photo as it should be, to measure PSNR and SSIM and to show beside.")
  private Path reference;

  @Option(
      names = "--samples",
      paramLabel = "K",
      defaultValue = "1",
      description =
          "Draw so many possible photos (--preset posterior), and write besides the first their"
              + " mean and their standard deviation (default: ${DEFAULT-VALUE}).")
  private int samples;

  @Option(
      names = "--no-multiscale",
      description =
          "Fill holes that are wider than the model sees at full size only. Otherwise a small copy"
              + " is filled first and then refined.")
  private boolean fullSizeOnly;

  @Override
  public Integer call() throws Exception {
    List<Photo> photos = common.understood(this::photos);
    RestoreSpec said = common.understood(this::said);
    common.understood(() -> sensible(said, photos.get(0)));
    if (reference != null && images.size() > 1) {
      throw common.usage("--reference is of one photo, but %d were given".formatted(images.size()));
    }
    common.understood(() -> OutputNames.of(images));
    if (prompts.read().isPresent() && (images.size() > 1 || samples > 1)) {
      throw common.usage("--read-prompt is of one photo and one sample");
    }
    try (Prior prior = common.understood(models::prior);
        Restorer restorer = common.understood(() -> Restorer.of(prior, said))) {
      common.startBackend();
      RunRecord record = common.record();
      List<Job> jobs = new ArrayList<>();
      for (Photo photo : photos) {
        jobs.add(job(restorer, photo));
      }
      tellUntuned(prior, jobs.get(0));
      for (Path image : images) {
        record.input(image);
        if (StoredMeasurement.isNamedLikeOne(image)) {
          record.input(image.resolveSibling(StoredMeasurement.DESCRIPTION));
        }
      }
      Folders.make(common.out());
      return restored(restorer.keepingStatesIn(common.out()), jobs, record);
    }
  }

  private RestoreSpec said() {
    return new RestoreSpec(
        tasks.damage(),
        solvers.method(),
        guidances.guidance(),
        prompts.prompt(),
        prompts.tiles(),
        samples,
        !fullSizeOnly,
        common.seed());
  }

  /** Refuses what can be told to make no sense before a model is found or a photo seen. */
  private static RestoreSpec sensible(RestoreSpec said, Photo first) {
    if (first instanceof Photo.Measured measured) {
      return sensible(said, measured.stored().task(), measured.stored().noise());
    }
    DamageSpec damage = said.damage();
    boolean open =
        damage.asksForJpegOfFile() || damage.whole() instanceof Task.Denoise && !damage.saysNoise();
    return open ? said : sensible(said, damage.whole(), damage.noise());
  }

  private static RestoreSpec sensible(RestoreSpec said, Task task, Noise noise) {
    Restoration.of(task, noise, said.choose(Choice.Usual.OF_PIXELS, Tuned.NOTHING, task, noise));
    return said;
  }

  /** Looks at a photo, to see that all is well and what is to be done. */
  private Job job(Restorer restorer, Photo photo) throws Exception {
    // Of numbers that degrade stored all is told; what is wrong with them is no slip of words.
    boolean told = photo instanceof Photo.Measured;
    try (Restorer.Seen seen =
        told ? restorer.see(photo) : common.understood(() -> restorer.see(photo))) {
      Job job = seen.job();
      job.remarks().forEach(common::note);
      return job;
    }
  }

  /** A model without settings of its own takes more steps than one with some. */
  private void tellUntuned(Prior prior, Job job) {
    boolean chosen = common.given("--quality") || common.given("--preset") || samples > 1;
    if (prior.tuned().rows().isEmpty() && !chosen) {
      common.note("%s: %s".formatted(prior.name(), job.why()));
    }
  }

  private int restored(Restorer restorer, List<Job> jobs, RunRecord record) throws IOException {
    restorer.describe(record, jobs.get(0));
    RestoredFiles files =
        new RestoredFiles(jobs.get(0), common.out(), Optional.ofNullable(reference), record);
    List<String> lines = new ArrayList<>();
    try (Interruption.Watch watch = tweedie.interruption().watch()) {
      try (Watching watching = new Watching(log(restorer.prior()))) {
        restorer.run(
            jobs,
            watching,
            result -> {
              try (result) {
                lines.add(files.write(result));
              }
            });
        watching.writeLog(record);
      } catch (CancellationException e) {
        common.note(e.getMessage() + "; the same command goes on from there");
        return ExitCode.SOFTWARE;
      }
      Map<String, Object> result = record.write(common.out());
      restorer.forget(jobs);
      common.result(result, lines);
      return ExitCode.OK;
    }
  }

  /** Shows how far the run is, and ends it when the process is to stop. */
  private final class Watching implements Events, AutoCloseable {

    private final Optional<PromptLog> log;
    private Progress progress = Progress.NONE;
    private long seen;

    Watching(Optional<PromptLog> log) {
      this.log = log;
    }

    void writeLog(RunRecord record) throws IOException {
      if (log.isPresent()) {
        Path file = common.out().resolve(OutputNames.of(images.get(0)) + ".prompt.csv");
        log.get().write(file);
        record.output(file);
      }
    }

    @Override
    public void began(long total) {
      progress = common.progress("restoring", total);
    }

    @Override
    public void resumed(String photo, int step, int steps) {
      common.note("%s: going on after step %d of %d".formatted(photo, step, steps));
    }

    @Override
    public void stepped(Event event) {
      if (event.step() > seen) {
        progress.step((int) (event.step() - seen));
        seen = event.step();
      }
      log.ifPresent(prompt -> prompt.stepped(event));
      if (tweedie.interruption().requested()) {
        event.cancel();
      }
    }

    @Override
    public void close() {
      progress.close();
      log.ifPresent(PromptLog::close);
    }
  }

  /** Reads the tuned prompt back, if that is asked and there is one. */
  private Optional<PromptLog> log(Prior prior) throws IOException {
    if (prompts.read().isEmpty() || !(prior instanceof LatentPrior latents)) {
      return Optional.empty();
    }
    String text = prompts.prompt().text();
    return Optional.of(new PromptLog(latents.reader(text, prompts.read().get())));
  }

  /** The photos, or measurements that tell themselves what was done to them. */
  private List<Photo> photos() throws IOException {
    List<Photo> photos = new ArrayList<>();
    List<StoredMeasurement> stored = new ArrayList<>();
    for (Path image : images) {
      Photo photo = Photo.in(image);
      photos.add(photo);
      if (photo instanceof Photo.Measured measured) {
        stored.add(measured.stored());
      }
    }
    if (stored.isEmpty()) {
      return photos;
    }
    StoredMeasurement first = stored.get(0);
    if (stored.size() < images.size() || !stored.stream().allMatch(first::isLike)) {
      throw new IllegalArgumentException(
          "measurements of one kind are restored together; run the others apart");
    }
    for (String option : List.of("--task", "--sigma", "--poisson", "--mask-fill")) {
      if (common.given(option)) {
        throw new IllegalArgumentException(
            "%s says what was done to %s; leave out %s"
                .formatted(StoredMeasurement.DESCRIPTION, first.file(), option));
      }
    }
    return photos;
  }
}
