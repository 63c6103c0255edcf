package io.tweedie.cli.restore;

import io.tweedie.cli.Tweedie;
import io.tweedie.cli.run.ModelOptions;
import io.tweedie.cli.run.RunRecord;
import io.tweedie.cli.sample.PriorOptions;
import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.cli.terminal.OutputNames;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Shape;
import io.tweedie.eval.restore.DegradedPhoto;
import io.tweedie.eval.restore.MultiscaleFill;
import io.tweedie.eval.restore.Restoration;
import io.tweedie.eval.restore.StoredMeasurement;
import io.tweedie.images.ImageFile;
import io.tweedie.images.LoadedImage;
import io.tweedie.models.prior.Model;
import io.tweedie.models.prior.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
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
      "Measure against the original:",
      "  tweedie restore small.png --task sr:4 --reference original.png"
    })
public final class RestoreCommand implements Callable<Integer> {

  @ParentCommand private Tweedie tweedie;
  @Mixin private CommonOptions common;
  @Mixin private TaskOptions tasks;
  @Mixin private SolverOptions solvers;
  @Mixin private ModelOptions models;
  @Mixin private PriorOptions priors;

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
    List<StoredMeasurement> stored = common.understood(this::stored);
    if (stored.isEmpty()) {
      common.understood(this::said);
    }
    Compute compute = common.understood(() -> models.compute("auto"));
    ModelSpec spec = common.understood(models::spec);
    PriorOptions.Choice choice = common.understood(() -> priors.choice(spec, models));
    if (reference != null && images.size() > 1) {
      throw common.usage("--reference is of one photo, but %d were given".formatted(images.size()));
    }
    common.understood(() -> CommonOptions.images("--samples", samples));
    List<String> names = common.understood(() -> OutputNames.of(images));
    common.startBackend();

    RunRecord record = new RunRecord(common);
    List<PhotoJob> jobs = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      PhotoJob job = job(images.get(i), names.get(i), spec, choice.channels());
      requireServes(spec, job.imageShape());
      IntStream.range(0, samples).mapToObj(job::sample).forEach(jobs::add);
      record.input(images.get(i));
      if (StoredMeasurement.isNamedLikeOne(images.get(i))) {
        record.input(images.get(i).resolveSibling(StoredMeasurement.DESCRIPTION));
      }
    }
    Files.createDirectories(common.out());
    try (Model model = models.load();
        PriorOptions.Prior prior = choice.of(model, compute)) {
      record.model(spec.name(), models, compute);
      prior.describe(record);
      String settings = "%s %s %s".formatted(models.hash(), compute, prior.identity());
      RestoreRun run =
          new RestoreRun(
              restoration -> restoration.loop(prior.denoiser(restoration.plan()), model.schedule()),
              settings,
              common,
              tweedie.interruption());
      return run.all(jobs, Optional.ofNullable(reference), record);
    }
  }

  /** What can be told to make no sense before any photo is seen. */
  private Optional<Restoration> said() {
    if (tasks.asksForJpegOfFile() || tasks.task() instanceof Task.Denoise && !tasks.saysNoise()) {
      return Optional.empty();
    }
    return Optional.of(
        solvers.restoration(tasks.task(), tasks.noise(), usualPreset(), common.seed()));
  }

  private Preset usualPreset() {
    return samples > 1 ? Preset.POSTERIOR : Preset.TUNED;
  }

  /** Reads a photo or a measurement once, to see that all is well and what is to be done. */
  private PhotoJob job(Path file, String name, ModelSpec spec, int channels) throws Exception {
    if (StoredMeasurement.isNamedLikeOne(file)) {
      StoredMeasurement stored = StoredMeasurement.of(file);
      try (DegradedPhoto photo = stored.read(channels)) {
        return told(
            PhotoJob.of(file, name, restoration(Damage.of(stored), spec), fill(spec), photo));
      }
    }
    try (LoadedImage image = ImageFile.read(file)) {
      boolean anySize = spec.imageSize() == null;
      Damage damage =
          common.understood(() -> Damage.of(file, image, tasks, anySize, common.seed()));
      damage.remarks().forEach(common::note);
      Restoration restoration = restoration(damage, spec);
      try (DegradedPhoto photo = DegradedPhoto.of(image, damage.task(), channels)) {
        return told(PhotoJob.of(file, name, restoration, fill(spec), photo));
      }
    }
  }

  /** How wide holes are filled, if the model does not see all of an image. */
  private static Optional<MultiscaleFill> fill(ModelSpec spec) {
    return Optional.ofNullable(spec.tileMargin()).map(MultiscaleFill::new);
  }

  /** Says what the hole of a photo means for the run, and takes the user's wish. */
  private PhotoJob told(PhotoJob job) {
    MaskAdvice.of(job, tasks).ifPresent(common::note);
    if (job.fill().isEmpty()) {
      return job;
    }
    common.note(
        "%s: the hole is wider than the model sees (%d pixels); %s"
            .formatted(
                job.file(),
                job.fill().get().reach(),
                fullSizeOnly
                    ? "its middle will be fog, for which --travel 10,4 or a small copy helps"
                    : "a small copy is filled first and then refined"));
    return fullSizeOnly ? job.atFullSize() : job;
  }

  private Restoration restoration(Damage damage, ModelSpec spec) throws Exception {
    return common.understood(
        () -> {
          Restoration restoration =
              solvers
                  .restoration(damage.task(), damage.noise(), usualPreset(), common.seed())
                  .withTaskSeed(damage.taskSeed());
          spec.noiseSchedule().respace(restoration.plan().steps());
          return restoration;
        });
  }

  /** What stored measurements say of themselves. */
  private List<StoredMeasurement> stored() throws IOException {
    List<StoredMeasurement> stored = new ArrayList<>();
    for (Path image : images) {
      if (StoredMeasurement.isNamedLikeOne(image)) {
        stored.add(StoredMeasurement.of(image));
      }
    }
    if (stored.isEmpty()) {
      return stored;
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
    return stored;
  }

  private static void requireServes(ModelSpec spec, Shape image) {
    Integer side = spec.imageSize();
    if (side != null && (image.height() != side || image.width() != side)) {
      throw new IllegalArgumentException(
          "model %s serves images of %d x %d only, and the result would be %d x %d (width x"
                  .formatted(spec.name(), side, side, image.width(), image.height())
              + " height); crop the photo, or take a model for any size such as photos");
    }
  }
}
