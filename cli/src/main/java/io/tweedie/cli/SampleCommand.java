package io.tweedie.cli;

import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.operator.Shape;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.tensor.Precision;
import io.tweedie.images.Grid;
import io.tweedie.images.ImageFile;
import io.tweedie.models.prior.Model;
import io.tweedie.models.prior.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tweedie sample}: draws images from a model. */
@Command(
    name = "sample",
    description = {
      "Draws images from a model.",
      "",
      "Writes grid.png and run.json, and with --each sample-000.png and so on. An image depends on"
          + " the seed and its number only, not on how many are drawn."
    },
    footer = {
      "",
      "Sixteen images:",
      "  tweedie sample -n 16",
      "Fast and without fresh noise, in two rows, each also as a file:",
      "  tweedie sample -n 8 --sampler ddim --steps 50 --rows 2 --each",
      "From a public checkpoint, of class 207:",
      "  tweedie sample --config imagenet-256-cond --weights 256x256_diffusion.pt --label 207"
    })
final class SampleCommand implements Callable<Integer> {

  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");
  private static final int BATCH = 8;

  /** For models that serve any size. */
  private static final int USUAL_SIDE = 64;

  private enum Sampler {
    DDPM,
    DDIM
  }

  @Mixin private CommonOptions common;
  @Mixin private ModelOptions models;

  @Option(
      names = "-n",
      paramLabel = "N",
      defaultValue = "4",
      description = "How many (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--size",
      paramLabel = "HxW",
      description = "Height x width in pixels (default: what the model was trained for).")
  private String size;

  @Option(
      names = "--sampler",
      defaultValue = "ddpm",
      description = "ddpm (fresh noise in each step; default) or ddim.")
  private Sampler sampler;

  @Option(
      names = "--steps",
      paramLabel = "S",
      description = "As of restore (default: 250 for ddpm, uniform:50 for ddim).")
  private String steps;

  @Option(
      names = "--eta",
      paramLabel = "E",
      defaultValue = "0",
      description = "Fresh noise of ddim, from 0 (default) to 1.")
  private double eta;

  @Option(names = "--label", paramLabel = "K", description = "Class, for models that have some.")
  private Long label;

  @Option(names = "--rows", paramLabel = "R", description = "Rows of the grid.")
  private Integer rows;

  @Option(names = "--cols", paramLabel = "C", description = "Columns of the grid.")
  private Integer columns;

  @Option(names = "--each", description = "Also write every image to a file of its own.")
  private boolean each;

  @Override
  public Integer call() throws Exception {
    if (count < 1) {
      throw common.usage("-n must be at least 1, got " + count);
    }
    ModelSpec spec = common.understood(models::spec);
    Plan plan = common.understood(this::plan);
    common.understood(() -> new SamplingLoop(null, spec.noiseSchedule(), plan).steps());
    Shape shape = common.understood(() -> shape(spec));
    Precision precision = common.understood(() -> models.precision("auto"));
    MemoryFormat layout = common.understood(models::layout);
    int[] grid = common.understood(this::grid);
    common.startBackend();

    RunRecord record = new RunRecord(common);
    Files.createDirectories(common.out());
    try (Model model = models.load();
        PointerScope scope = new PointerScope()) {
      record.model(spec.name(), models, precision);
      Denoiser prior =
          label == null
              ? model.denoiser(precision, layout)
              : model.denoiserOf(label, precision, layout);
      SamplingLoop loop = new SamplingLoop(prior, model.schedule(), plan);
      record.plan(loop);
      write(draw(loop, shape), grid, record);
    }
    Map<String, Object> result = record.write(common.out());
    common.result(result, List.of(count + " images -> " + common.out().resolve("grid.png")));
    return ExitCode.OK;
  }

  private Plan plan() {
    boolean ddim = sampler == Sampler.DDIM;
    Transition transition =
        ddim ? new Transition.Ddim(eta) : new Transition.Ddpm(Transition.Variance.LEARNED);
    String usual = ddim ? "uniform:50" : "250";
    return new Plan(steps == null ? usual : steps, transition, true);
  }

  private Shape shape(ModelSpec spec) {
    int side = spec.imageSize() == null ? USUAL_SIDE : spec.imageSize();
    if (size == null) {
      return new Shape(3, side, side);
    }
    Matcher matcher = SIZE.matcher(size);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "--size is height x width in pixels, as 64x96, not '" + size + "'");
    }
    Shape shape = new Shape(3, Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
    if (spec.imageSize() != null && !shape.equals(new Shape(3, side, side))) {
      throw new IllegalArgumentException(
          "model %s draws images of %dx%d only, not %s".formatted(spec.name(), side, side, size));
    }
    return shape;
  }

  /** Rows and columns: as asked, or as nearly square as can be. */
  private int[] grid() {
    int across = columns != null ? columns : ceilDivide(count, rows != null ? rows : squareSide());
    int down = rows != null ? rows : ceilDivide(count, across);
    if (across < 1 || down < 1 || (long) across * down < count) {
      throw new IllegalArgumentException(
          "%d images do not fit into %d rows of %d".formatted(count, down, across));
    }
    return new int[] {down, across};
  }

  private int squareSide() {
    return Math.max(1, (int) Math.floor(Math.sqrt(count)));
  }

  private static int ceilDivide(int dividend, int divisor) {
    return (dividend + divisor - 1) / Math.max(1, divisor);
  }

  private Tensor draw(SamplingLoop loop, Shape shape) {
    int batches = ceilDivide(count, BATCH);
    TensorVector drawn = new TensorVector();
    try (Progress progress = common.progress("drawing", (long) batches * loop.steps())) {
      for (int first = 0; first < count; first += BATCH) {
        long[] ids = LongStream.range(first, Math.min(count, first + BATCH)).toArray();
        KeyedNoise noise = new KeyedNoise(common.seed(), ids);
        drawn.push_back(
            loop.run(
                step -> step.next(step.x0Hat()),
                noise,
                loop.start(noise, shape),
                (state, step) -> {
                  progress.step();
                  return true;
                }));
      }
    }
    return cat(drawn, 0);
  }

  private void write(Tensor images, int[] grid, RunRecord record) throws IOException {
    Path sheet = common.out().resolve("grid.png");
    Grid.of(images, grid[0], grid[1]).writePng(sheet);
    record.output(sheet);
    if (each) {
      for (int i = 0; i < count; i++) {
        Path file = common.out().resolve("sample-%03d.png".formatted(i));
        ImageFile.writePng(file, images.narrow(0, i, 1));
        record.output(file);
      }
    }
  }
}
