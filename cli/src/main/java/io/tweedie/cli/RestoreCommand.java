package io.tweedie.cli;

import io.tweedie.core.operator.Shape;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.schedule.Spacing;
import io.tweedie.core.tensor.Precision;
import io.tweedie.eval.restore.Restoration;
import io.tweedie.models.prior.Model;
import io.tweedie.models.prior.ModelSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
          + " without alpha). Writes IMAGE.restored.png, IMAGE.panel.png (before and after, side by"
          + " side) and run.json. Stopped by Ctrl-C, the same command goes on where it was."
    },
    footer = {
      "",
      "Enlarge a photo four times:",
      "  tweedie restore small.jpg --task sr:4",
      "Fill what a mask of the photo's size paints black:",
      "  tweedie restore scratched.jpg --task inpaint-mask:mask.png",
      "Fill a box of 40 rows and 60 columns whose corner is at row 100, column 30:",
      "  tweedie restore photo.png --task inpaint-box:40x60@100,30",
      "Remove noise, with fewer and so faster steps:",
      "  tweedie restore noisy.png --task denoise --sigma 0.1 --steps 250",
      "Give old photos colour, and compare methods:",
      "  tweedie restore *.jpg --task colorize --solver ilvr --out ilvr",
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

  @Override
  public Integer call() throws Exception {
    Restoration restoration =
        common.understood(() -> solvers.restoration(tasks.task(), tasks.noise(), common.seed()));
    Precision precision = common.understood(() -> models.precision("auto"));
    MemoryFormat layout = common.understood(models::layout);
    ModelSpec spec = common.understood(models::spec);
    common.understood(
        () -> spec.noiseSchedule().respace(Spacing.parse(restoration.plan().steps())));
    if (reference != null && images.size() > 1) {
      throw common.usage("--reference is of one photo, but %d were given".formatted(images.size()));
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
        record.input(images.get(i));
      }
      Files.createDirectories(common.out());
      try (Model model = models.load()) {
        record.model(spec.name(), models, precision);
        SamplingLoop loop = restoration.loop(model.denoiser(precision, layout), model.schedule());
        String settings =
            "%s %s %s %s".formatted(restoration, models.hash(), precision, models.layoutName());
        RestoreRun run =
            new RestoreRun(restoration, loop, settings, common, tweedie.interruption());
        return run.all(jobs, reference, record);
      }
    } finally {
      jobs.forEach(PhotoJob::close);
    }
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
