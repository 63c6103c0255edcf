package io.tweedie.cli.sample;

import io.tweedie.cli.run.ModelOptions;
import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.cli.terminal.Progress;
import io.tweedie.core.file.Folders;
import io.tweedie.core.tensor.Shape;
import io.tweedie.images.ImageFile;
import io.tweedie.models.prior.ModelSpec;
import io.tweedie.restore.Event;
import io.tweedie.restore.Events;
import io.tweedie.restore.Generated;
import io.tweedie.restore.Generator;
import io.tweedie.restore.ModelPrior;
import io.tweedie.restore.Models;
import io.tweedie.restore.record.RunRecord;
import io.tweedie.restore.spec.ComputeSpec;
import io.tweedie.restore.spec.GenerateSpec;
import io.tweedie.restore.spec.ModelChoice;
import io.tweedie.restore.spec.PriorSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.bytedeco.pytorch.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tweedie sample}: draws images from a model. */
@Command(
    name = "sample",
    description = {
      "Draws images from a model, of all kinds or of given classes.",
      "",
      "Writes grid.png and run.json; with --each sample-000.png and so on, with --gif sampling.gif."
          + " An image depends on the seed, its number and its class only, not on how many are"
          + " drawn."
    },
    footer = {
      "",
      "Sixteen images:",
      "  tweedie sample -n 16",
      "Ten of each digit, a row each, guided by the model itself:",
      "  tweedie sample --model digits --classes 0-9 --guidance cfg:3 --cols 10",
      "Eight sevens, guided by a classifier, with a film of how they come about:",
      "  tweedie sample --model digits --class 7 --guidance cg:5 -n 8 --gif",
      "With fresh noise in each step, in two rows, each also as a file:",
      "  tweedie sample -n 8 --sampler ddpm --rows 2 --each",
      "From a public checkpoint, of class 207:",
      "  tweedie sample --config imagenet-256-cond --weights 256x256_diffusion.pt --class 207"
    })
public final class SampleCommand implements Callable<Integer> {

  /** Up to this, a batch is faster than its images one by one in a smaller number format. */
  private static final int SMALL_PIXELS = 32 * 32;

  @Mixin private CommonOptions common;
  @Mixin private ModelOptions models;
  @Mixin private SamplerOptions samplers;
  @Mixin private ClassOptions several;
  @Mixin private GuidanceOptions guidances;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      description = "How many (default: 4; with --classes, --cols says how many of each).")
  private Integer count;

  @Option(
      names = "--size",
      paramLabel = "HxW",
      description = "Height x width in pixels (default: what the model was trained for).")
  private String size;

  @Option(names = "--rows", paramLabel = "R", description = "Rows of the grid.")
  private Integer rows;

  @Option(
      names = "--cols",
      paramLabel = "C",
      description = "Columns of the grid (default: nearly square; with --classes 10).")
  private Integer columns;

  @Option(names = "--each", description = "Also write every image to a file of its own.")
  private boolean each;

  @Option(names = "--gif", description = "Also write a film of the sampling, sampling.gif.")
  private boolean gif;

  @Override
  public Integer call() throws Exception {
    Sheet sheet = common.understood(this::sheet);
    GenerateSpec said = common.understood(() -> said(sheet));
    ModelChoice choice = common.understood(models::choice);
    ModelSpec spec = common.understood(() -> Models.source(choice).spec());
    Shape shape = common.understood(() -> said.shape(spec));
    boolean small = shape.height() * shape.width() <= SMALL_PIXELS;
    ComputeSpec compute = small ? models.compute().forSmallImages() : models.compute();
    try (ModelPrior prior = common.understood(() -> Models.open(new PriorSpec(choice, compute)));
        Generator generator = common.understood(() -> Generator.of(prior, said))) {
      common.startBackend();
      RunRecord record = common.record();
      Folders.make(common.out());
      Map<String, Object> result = draw(generator, sheet, record);
      common.result(
          result, List.of(sheet.count() + " images -> " + common.out().resolve("grid.png")));
      return ExitCode.OK;
    }
  }

  private GenerateSpec said(Sheet sheet) {
    return new GenerateSpec(
        guidances.guidance(),
        several.classes(),
        samplers.name(),
        samplers.steps(),
        samplers.eta(),
        sheet.sameInARow(),
        size,
        common.seed());
  }

  private Sheet sheet() {
    if (!several.byRows()) {
      return Sheet.of(count, rows, columns);
    }
    if (count != null || rows != null) {
      throw new IllegalArgumentException(
          "with --classes each class has a row, and --cols says how many images; drop -n and"
              + " --rows");
    }
    return Sheet.ofClasses(said(Sheet.of(null, null, null)).labels(), columns);
  }

  private Map<String, Object> draw(Generator generator, Sheet sheet, RunRecord record)
      throws IOException {
    Film film = new Film(generator.steps());
    try (Watching watching = new Watching(gif ? film::saw : (done, x) -> {});
        Generated generated = generator.run(watching, record)) {
      if (gif) {
        Path file = common.out().resolve("sampling.gif");
        film.writeGif(file, sheet);
        record.output(file);
      }
      write(generated.images(), sheet, record);
    }
    return record.write(common.out());
  }

  /** Takes pictures of images under way. */
  private interface Camera {

    void saw(int done, Tensor x);
  }

  /** Shows how far the drawing is. */
  private final class Watching implements Events, AutoCloseable {

    private final Camera camera;
    private Progress progress = Progress.NONE;
    private long seen;
    private int done;

    Watching(Camera camera) {
      this.camera = camera;
    }

    @Override
    public void began(long total) {
      progress = common.progress("drawing", total);
    }

    @Override
    public void stepped(Event event) {
      boolean begins = event.step() == seen;
      done = begins ? 0 : done + 1;
      camera.saw(done, event.x());
      if (!begins) {
        progress.step();
      }
      seen = event.step();
    }

    @Override
    public void close() {
      progress.close();
    }
  }

  private void write(Tensor images, Sheet sheet, RunRecord record) throws IOException {
    Path page = common.out().resolve("grid.png");
    sheet.grid(images).writePng(page);
    record.output(page);
    if (each) {
      for (int i = 0; i < images.size(0); i++) {
        Path file = common.out().resolve(String.format(Locale.ROOT, "sample-%03d.png", i));
        ImageFile.writePng(file, images.narrow(0, i, 1));
        record.output(file);
      }
    }
  }
}
