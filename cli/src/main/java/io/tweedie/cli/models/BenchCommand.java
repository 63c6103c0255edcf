package io.tweedie.cli.models;

import static org.bytedeco.pytorch.global.torch.grad;
import static org.bytedeco.pytorch.global.torch.make_generator_cpu;
import static org.bytedeco.pytorch.global.torch.randn;

import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.cli.terminal.Stopwatch;
import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Activations;
import io.tweedie.core.tensor.Batching;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Layout;
import io.tweedie.core.tensor.Precision;
import io.tweedie.models.diffusers.DiffusersFolder;
import io.tweedie.models.nn.DenoisingNetwork;
import io.tweedie.models.nn.Work;
import io.tweedie.models.prior.ModelSpec;
import io.tweedie.restore.Models;
import io.tweedie.restore.record.Processor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tweedie bench}: how fast a network runs here, and how fast it could. */
@Command(
    name = "bench",
    description = {
      "Measures how fast a network runs, beside this machine's matrix products.",
      "",
      "Times forward passes and passes with the gradient of the input, in fp32, in bf16 where the"
          + " processor has instructions for it, and in both memory layouts, and in the same run"
          + " products of large matrices. Weights are random:"
          + " speed does not depend on them, so public models can be measured without their"
          + " checkpoint. Nothing else should run meanwhile.",
      "",
      "Of a folder with a text-to-image pipeline each part is timed with its weights, at what a"
          + " picture asks of it: a step of guidance, a decoding, a text; the shortest time of"
          + " several."
    },
    footer = {
      "",
      "  tweedie bench --model photos --size 256",
      "  tweedie bench --model imagenet-256-uncond --size 256 --precision bf16",
      "  tweedie bench --model stable-diffusion-v1-5 --size 512 --part unet --activations recomputed"
    })
public final class BenchCommand implements Callable<Integer> {

  private static final long SEED = 1;

  @Mixin private CommonOptions common;

  @Option(
      names = "--model",
      paramLabel = "NAME|FILE",
      defaultValue = "photos",
      description = "A model's name, its folder, or flags as JSON (default: ${DEFAULT-VALUE}).")
  private String model;

  @Option(
      names = "--size",
      paramLabel = "S",
      defaultValue = "64",
      description = "Height and width in pixels (default: ${DEFAULT-VALUE}).")
  private int size;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "1",
      description = "Images at a time (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--precision",
      paramLabel = "P",
      description = "Only fp32 or only bf16 (default: what the processor has instructions for).")
  private String precision;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "2",
      description = "Time for each measurement (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--part",
      paramLabel = "PART",
      description = "Only this part of a text-to-image pipeline: ${COMPLETION-CANDIDATES}.")
  private PipelinePart part;

  @Option(
      names = "--activations",
      paramLabel = "A",
      description =
          "Of a text-to-image pipeline, also passes with the gradient of what goes in, for which"
              + " activations are kept or recomputed.")
  private String activations;

  private boolean classConditional;

  /** What one pass costs: multiplications and additions, in units of 1e9. */
  private record Cost(double forward, double inputGradient) {}

  @Override
  public Integer call() throws Exception {
    List<Precision> precisions =
        common.understood(
            () -> precision == null ? Processor.precisions() : List.of(Precision.parse(precision)));
    Optional<DiffusersFolder> pipeline =
        common.understood(() -> PipelineBench.pipeline(Path.of(model)));
    if (pipeline.isPresent()) {
      return parts(pipeline.get(), precisions);
    }
    ModelSpec spec = common.understood(() -> Models.description(model));
    classConditional = spec.classConditional();
    common.startBackend();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", spec.name());
    json.put("size", size);
    json.put("batch", batch);
    json.put("processor", Processor.name());
    json.put("threads", torch.get_num_threads());
    List<String> lines = new ArrayList<>();
    if (precision == null && !precisions.contains(Precision.BFLOAT16)) {
      json.put("left_out", List.of("bf16"));
      lines.add(
          "bf16 is left out: this processor has no instructions for it and would imitate them,"
              + " which takes minutes; --precision bf16 measures that");
    }
    try (DenoisingNetwork network = spec.denoisingNetwork()) {
      requireFits(network);
      network.parameters().initialize(SEED);
      Map<String, Double> peaks = peaks(precisions);
      json.put("matrix_product_gflops", peaks);
      peaks.forEach(
          (name, peak) ->
              lines.add(String.format(Locale.ROOT, "matrix product %s: %.0f GFLOP/s", name, peak)));
      double reference = peaks.get("fp32");
      Cost cost = cost(network);
      json.put("forward_gflop", cost.forward());
      json.put("input_gradient_gflop", cost.inputGradient());
      List<Object> modes = new ArrayList<>();
      json.put("modes", modes);
      for (Precision p : precisions) {
        for (Layout layout : Layout.values()) {
          Compute compute = Compute.REFERENCE.with(p).with(layout);
          modes.add(measure(network, compute, cost, reference, lines));
        }
      }
    }
    common.result(json, lines);
    return ExitCode.OK;
  }

  private int parts(DiffusersFolder folder, List<Precision> precisions) throws IOException {
    Compute usual = Compute.STANDARD.with(Batching.FAST);
    Compute compute =
        activations == null
            ? usual
            : common.understood(() -> usual.with(Activations.parse(activations)));
    common.startBackend();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", model);
    json.put("size", size);
    json.put("processor", Processor.name());
    json.put("threads", torch.get_num_threads());
    Map<String, Double> peaks = peaks(precisions);
    json.put("matrix_product_gflops", peaks);
    List<String> lines = new ArrayList<>();
    List<Object> parts = new ArrayList<>();
    json.put("parts", parts);
    PipelineBench bench =
        new PipelineBench(folder, size, new Stopwatch(seconds), activations != null);
    for (PipelinePart one : part == null ? PipelinePart.values() : new PipelinePart[] {part}) {
      for (Precision p : precisions) {
        parts.add(bench.measure(one, compute.with(p), peaks.get("fp32"), lines));
      }
    }
    common.result(json, lines);
    return ExitCode.OK;
  }

  private void requireFits(DenoisingNetwork network) {
    int multiple = network.sizeMultiple();
    if (size < 1 || size % multiple != 0 || batch < 1) {
      throw common.usage(
          "--size must be a multiple of %d for this model and --batch at least 1; got %d and %d"
              .formatted(multiple, size, batch));
    }
  }

  /** Speeds of matrix products; float32 always, as all is measured against it. */
  private Map<String, Double> peaks(List<Precision> precisions) {
    Map<String, Double> peaks = new LinkedHashMap<>();
    peaks.put("fp32", MatrixProduct.gflops(Precision.FLOAT32, new Stopwatch(seconds)));
    if (precisions.contains(Precision.BFLOAT16)) {
      peaks.put("bf16", MatrixProduct.gflops(Precision.BFLOAT16, new Stopwatch(seconds)));
    }
    return peaks;
  }

  private Cost cost(DenoisingNetwork network) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Work work = Work.of(() -> forward(network, images(network), Compute.REFERENCE));
      // The gradient of a convolution's input costs as much as the convolution; that of attention,
      // of which all operands depend on the input, twice as much.
      double forward = 2e-9 * (work.convolution() + work.attention());
      double backward = 2e-9 * (work.convolution() + 2 * work.attention());
      return new Cost(forward, forward + backward);
    }
  }

  private Map<String, Object> measure(
      DenoisingNetwork network, Compute compute, Cost cost, double peak, List<String> lines) {
    String name = compute.precision().word();
    String order = compute.layout().word();
    Map<String, Object> mode = new LinkedHashMap<>();
    mode.put("precision", name);
    mode.put("layout", order);
    Stopwatch stopwatch = new Stopwatch(seconds);
    double forward =
        stopwatch.median(
            () -> {
              try (NoGradGuard guard = new NoGradGuard()) {
                forward(network, images(network), compute);
              }
            });
    double gradient = stopwatch.median(() -> inputGradient(network, compute));
    mode.put("forward", speed(forward, cost.forward(), peak));
    mode.put("input_gradient", speed(gradient, cost.inputGradient(), peak));
    lines.add(
        String.format(
            Locale.ROOT,
            "%s %-13s  forward %8.1f ms, %6.0f GFLOP/s (%3.0f %% of fp32 product)   with gradient"
                + " %8.1f ms, %6.0f GFLOP/s (%3.0f %%)",
            name,
            order,
            1e3 * forward,
            cost.forward() / forward,
            100 * cost.forward() / forward / peak,
            1e3 * gradient,
            cost.inputGradient() / gradient,
            100 * cost.inputGradient() / gradient / peak));
    return mode;
  }

  private Map<String, Object> speed(double seconds, double gflop, double peak) {
    Map<String, Object> speed = new LinkedHashMap<>();
    speed.put("seconds", seconds);
    speed.put("images_per_second", batch / seconds);
    speed.put("gflops", gflop / seconds);
    speed.put("of_fp32_matrix_product", gflop / seconds / peak);
    return speed;
  }

  private Tensor images(DenoisingNetwork network) {
    long[] shape = {batch, network.inChannels(), size, size};
    return randn(shape, new GeneratorOptional(make_generator_cpu(SEED)));
  }

  private Tensor forward(DenoisingNetwork network, Tensor x, Compute compute) {
    double[] timesteps = {500};
    Condition told = classConditional ? Condition.classes(0) : Condition.none();
    return network.forward(x, timesteps, told, compute);
  }

  private void inputGradient(DenoisingNetwork network, Compute compute) {
    try (AutoGradMode mode = new AutoGradMode(true)) {
      Tensor x = images(network).set_requires_grad(true);
      Tensor output = forward(network, x, compute);
      grad(
          new TensorVector(output),
          new TensorVector(x),
          new TensorVector(output.detach()),
          new BoolOptional(false),
          false,
          false);
    }
  }
}
