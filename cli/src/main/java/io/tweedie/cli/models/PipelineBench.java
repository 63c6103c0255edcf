package io.tweedie.cli.models;

import io.tweedie.cli.terminal.Stopwatch;
import io.tweedie.core.sampling.Tape;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.diffusers.DiffusersFolder;
import io.tweedie.models.nn.Work;
import io.tweedie.restore.record.Processor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;

/**
 * How fast the parts of a text-to-image pipeline are.
 *
 * @param folder of the pipeline
 * @param size of the picture
 * @param stopwatch that times
 * @param gradients whether passes with the gradients of what goes in are timed, too
 */
record PipelineBench(DiffusersFolder folder, int size, Stopwatch stopwatch, boolean gradients) {

  /** The folder, if it is one of a text-to-image pipeline. */
  static Optional<DiffusersFolder> pipeline(Path path) throws IOException {
    if (!DiffusersFolder.isOne(path)) {
      return Optional.empty();
    }
    DiffusersFolder folder = DiffusersFolder.open(path);
    String encoder = PipelinePart.TEXT_ENCODER.toString();
    return Optional.of(folder).filter(found -> found.parts().containsKey(encoder));
  }

  /**
   * Measures one part.
   *
   * @param peak speed of the matrix product in fp32, in GFLOP/s
   * @param lines for people
   * @return for programs
   */
  Map<String, Object> measure(PipelinePart part, Compute compute, double peak, List<String> lines)
      throws IOException {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("part", part.toString());
    result.put("compute", compute.toString());
    try (PointerScope scope = new PointerScope();
        PipelinePart.Loaded loaded = part.load(folder, size, compute.precision())) {
      Work work = Work.of(() -> forward(loaded, compute));
      double gflop = 2e-9 * (work.convolution() + work.attention());
      double seconds = stopwatch.shortest(() -> forward(loaded, compute));
      result.put("seconds", seconds);
      result.put("gflop", gflop);
      result.put("of_fp32_matrix_product", gflop / seconds / peak);
      String line =
          String.format(
              Locale.ROOT,
              "%-12s %s: %.1f ms, %.0f GFLOP/s (%.0f %% of fp32 product)",
              part,
              compute,
              1e3 * seconds,
              gflop / seconds,
              100 * gflop / seconds / peak);
      if (gradients) {
        double gradient = stopwatch.shortest(() -> gradient(loaded, compute));
        result.put("gradient_seconds", gradient);
        line += String.format(Locale.ROOT, "; with gradient %.1f ms", 1e3 * gradient);
      }
      long memory = Processor.peakMemory();
      result.put("peak_memory", memory);
      lines.add(line + String.format(Locale.ROOT, "; peak memory %.2f GB", memory / 1e9));
    }
    return result;
  }

  private static void forward(PipelinePart.Loaded loaded, Compute compute) {
    try (NoGradGuard guard = new NoGradGuard()) {
      loaded.work().once(compute, UnaryOperator.identity());
    }
  }

  private static void gradient(PipelinePart.Loaded loaded, Compute compute) {
    try (Tape tape = Tape.open()) {
      tape.gradient(loaded.work().once(compute, tape::watch));
    }
  }
}
