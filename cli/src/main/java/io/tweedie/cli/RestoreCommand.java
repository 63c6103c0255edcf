package io.tweedie.cli;

import io.tweedie.core.operator.Shape;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.tensor.Precision;
import io.tweedie.eval.restore.Restoration;
import io.tweedie.eval.restore.StoredMeasurement;
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
import org.bytedeco.pytorch.global.torch.MemoryFormat;
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
      "Fill what a mask of the photo's size paints black:",
      "  tweedie restore scratched.jpg --task inpaint-mask:mask.png",
      "Fill a box of 40 rows and 60 columns whose corner is at row 100, column 30:",
      "  tweedie restore photo.png --task inpaint-box:40x60@100,30",
      "Remove noise of standard deviation 0.1, where white is 1:",
      "  tweedie restore noisy.png --task denoise --sigma 0.1",
      "Give old photos colour, and compare methods:",
      "  tweedie restore *.jpg --task colorize --solver ilvr --out ilvr",
      "See how sure the result is, from sixteen possible photos:",
      "  tweedie restore small.jpg --task sr:4 --samples 16",
      "Measure against the original:",
      "  tweedie restore small.png --task sr:4 --reference original.png"
    })
final class RestoreCommand implements Callable<Integer> {

  @ParentCommand private Tweedie tweedie;
  @Mixin private CommonOptions common;
  @Mixin private TaskOptions tasks;
  @Mixin private SolverOptions solvers;
  @Mixin private ModelOptions models;

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

  @Override
  public Integer call() throws Exception {
    Restoration restoration = common.understood(this::restoration);
    Precision precision = common.understood(() -> models.precision("auto"));
    MemoryFormat layout = common.understood(models::layout);
    ModelSpec spec = common.understood(models::spec);
    common.understood(() -> spec.noiseSchedule().respace(restoration.plan().steps()));
    if (reference != null && images.size() > 1) {
      throw common.usage("--reference is of one photo, but %d were given".formatted(images.size()));
    }
    if (samples < 1) {
      throw common.usage("--samples must be at least 1, got " + samples);
    }
    List<String> names = common.understood(() -> OutputNames.of(images));
    common.startBackend();

    RunRecord record = new RunRecord(common);
    List<PhotoJob> jobs = new ArrayList<>();
    try {
      for (int i = 0; i < images.size(); i++) {
        PhotoJob job = PhotoJob.read(images.get(i), names.get(i), restoration);
        jobs.add(job);
        requireServes(spec, job.imageShape());
        IntStream.range(1, samples).mapToObj(job::sample).forEach(jobs::add);
        record.input(images.get(i));
        if (StoredMeasurement.isNamedLikeOne(images.get(i))) {
          record.input(images.get(i).resolveSibling(StoredMeasurement.DESCRIPTION));
        }
      }
      Files.createDirectories(common.out());
      try (Model model = models.load()) {
        record.model(spec.name(), models, precision);
        SamplingLoop loop = restoration.loop(model.denoiser(precision, layout), model.schedule());
        String settings =
            "%s %s %s %s".formatted(restoration, models.hash(), precision, models.layoutName());
        RestoreRun run =
            new RestoreRun(restoration, loop, settings, common, tweedie.interruption());
        return run.all(jobs, Optional.ofNullable(reference), record);
      }
    } finally {
      jobs.forEach(PhotoJob::close);
    }
  }

  /** What the options ask for, or what stored measurements say of themselves. */
  private Restoration restoration() throws IOException {
    Preset usualPreset = samples > 1 ? Preset.POSTERIOR : Preset.TUNED;
    List<StoredMeasurement> stored = new ArrayList<>();
    for (Path image : images) {
      if (StoredMeasurement.isNamedLikeOne(image)) {
        stored.add(StoredMeasurement.of(image));
      }
    }
    if (stored.isEmpty()) {
      return solvers.restoration(tasks.task(), tasks.noise(), usualPreset, common.seed());
    }
    StoredMeasurement first = stored.get(0);
    if (stored.size() < images.size() || !stored.stream().allMatch(first::isLike)) {
      throw new IllegalArgumentException(
          "measurements of one kind are restored together; run the others apart");
    }
    for (String option : List.of("--task", "--sigma", "--poisson")) {
      if (common.given(option)) {
        throw new IllegalArgumentException(
            "%s says what was done to %s; leave out %s"
                .formatted(StoredMeasurement.DESCRIPTION, first.file(), option));
      }
    }
    return solvers
        .restoration(first.task(), first.noise(), usualPreset, common.seed())
        .withTaskSeed(first.seed());
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
