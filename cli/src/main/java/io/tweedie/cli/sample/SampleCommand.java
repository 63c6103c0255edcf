package io.tweedie.cli.sample;

import io.tweedie.cli.run.ModelOptions;
import io.tweedie.cli.run.RunRecord;
import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.cli.terminal.Progress;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.guidance.Guidance;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Shape;
import io.tweedie.images.ImageFile;
import io.tweedie.models.nn.DenoisingNetwork;
import io.tweedie.models.prior.ClassPriors;
import io.tweedie.models.prior.Classifier;
import io.tweedie.models.prior.Model;
import io.tweedie.models.prior.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.PointerScope;
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

  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

  /** Up to this, a batch is faster than its images one by one in a smaller number format. */
  private static final int SMALL_PIXELS = 32 * 32;

  /** For models that serve any size. */
  private static final int USUAL_SIDE = 64;

  @Mixin private CommonOptions common;
  @Mixin private ModelOptions models;
  @Mixin private SamplerOptions samplers;
  @Mixin private ClassOptions several;
  @Mixin private GuidanceOptions guidances;

  @Option(
      names = "-n",
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
    ModelSpec spec = common.understood(models::spec);
    Sampler sampler = common.understood(() -> samplers.sampler(spec.noiseSchedule()));
    List<Long> classes = common.understood(() -> classes(spec));
    Optional<Guidance> guidance =
        common.understood(
            () -> guidances.guidance(spec, !classes.isEmpty(), samplers.isDiffusion()));
    Optional<Path> judge = common.understood(() -> guidances.classifier(guidance, models));
    Sheet sheet = common.understood(() -> sheet(classes));
    Shape shape = common.understood(() -> shape(spec));
    if (shape.height() * shape.width() <= SMALL_PIXELS) {
      models.forSmallImages();
    }
    Compute compute = common.understood(() -> models.compute("auto"));
    common.startBackend();

    RunRecord record = new RunRecord(common);
    Files.createDirectories(common.out());
    try (Model model = models.load();
        Classifier classifier = judge.isPresent() ? Classifier.load(judge.get()) : null;
        PointerScope scope = new PointerScope()) {
      record.model(spec.name(), models, compute);
      sampler.describe(record);
      if (!classes.isEmpty()) {
        record.put("classes", classes);
      }
      GuidanceOptions.describe(record, guidance, Optional.ofNullable(classifier));
      ClassPriors priors = new ClassPriors(model.prepare(compute), Optional.ofNullable(classifier));
      IntFunction<Denoiser> prior =
          row ->
              GuidanceOptions.prior(
                  priors, classes.stream().skip(row).findFirst(), guidance, sampler);
      Drawing drawing = new Drawing(sampler, shape, sheet.count(), sheet.sameInARow());
      write(draw(drawing, prior, sheet, record), sheet, record);
      record.put("nfe", priors.counter().prior() / sheet.count());
      record.put("classifier_evaluations", priors.counter().classifier() / sheet.count());
    }
    Map<String, Object> result = record.write(common.out());
    common.result(
        result, List.of(sheet.count() + " images -> " + common.out().resolve("grid.png")));
    return ExitCode.OK;
  }

  private List<Long> classes(ModelSpec spec) {
    List<Long> classes = several.classes(guidances.label());
    guidances.requireServes(spec, classes);
    return classes;
  }

  private Sheet sheet(List<Long> classes) {
    if (!several.byRows()) {
      return Sheet.of(count, rows, columns);
    }
    if (count != null || rows != null) {
      throw new IllegalArgumentException(
          "with --classes each class has a row, and --cols says how many images; drop -n and"
              + " --rows");
    }
    return Sheet.ofClasses(classes, columns);
  }

  private Shape shape(ModelSpec spec) {
    int channels;
    try (DenoisingNetwork network = spec.denoisingNetwork()) {
      channels = network.inChannels();
    }
    int side = spec.imageSize() == null ? USUAL_SIDE : spec.imageSize();
    if (size == null) {
      return new Shape(channels, side, side);
    }
    Matcher matcher = SIZE.matcher(size);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "--size is height x width in pixels, as 64x96, not '" + size + "'");
    }
    Shape shape =
        new Shape(channels, Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
    if (spec.imageSize() != null && !shape.equals(new Shape(channels, side, side))) {
      throw new IllegalArgumentException(
          "model %s draws images of %dx%d only, not %s".formatted(spec.name(), side, side, size));
    }
    return shape;
  }

  private Tensor draw(Drawing drawing, IntFunction<Denoiser> prior, Sheet sheet, RunRecord record)
      throws IOException {
    Film film = new Film(drawing.sampler().steps());
    try (Progress progress = common.progress("drawing", drawing.steps())) {
      Sampler.Watcher watcher =
          (done, x) -> {
            if (gif) {
              film.saw(done, x);
            }
            if (done > 0) {
              progress.step();
            }
          };
      Tensor images = drawing.draw(prior, common.seed(), watcher);
      if (gif) {
        Path file = common.out().resolve("sampling.gif");
        film.writeGif(file, sheet);
        record.output(file);
      }
      return images;
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
