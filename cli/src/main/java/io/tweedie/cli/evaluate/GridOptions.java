package io.tweedie.cli.evaluate;

import io.tweedie.cli.restore.NoiseOptions;
import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.task.Task;
import io.tweedie.eval.grid.EvaluationPlan;
import io.tweedie.eval.grid.Method;
import io.tweedie.eval.grid.Photos;
import io.tweedie.eval.grid.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** A grid of tasks, methods and images. */
final class GridOptions {

  private static final Pattern SEEDS =
      Pattern.compile("\\d{1,18}(-\\d{1,18})?(,\\d{1,18}(-\\d{1,18})?)*");
  private static final int MOST_SEEDS = 1000;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      required = true,
      description =
          "Folder of clean photos. Hidden files and files that cannot be read are left out, and"
              + " named.")
  private Path images;

  @Option(
      names = "--tasks",
      paramLabel = "T,...",
      required = true,
      description =
          "Tasks, as of restore. A file's name with a comma is quoted:"
              + " 'inpaint-mask:\"mask,left.png\",denoise'.")
  private String tasks;

  @Option(
      names = "--solvers",
      paramLabel = "S,...",
      required = true,
      description =
          "Methods, as of restore, each with :paper, :fast, :balanced, :best, :posterior or"
              + " :official (default); usual is the method that restore takes for each task.")
  private String solvers;

  @ArgGroup(exclusive = false)
  private NoiseOptions noise;

  @Option(
      names = "--size",
      paramLabel = "N",
      description =
          "Side of the square cut from the middle of each photo (default: all of it). Smaller"
              + " photos are not served.")
  private Integer size;

  @Option(
      names = "--steps",
      paramLabel = "S",
      description = "Steps of every method, as of restore (default: each method's own).")
  private String steps;

  @Option(
      names = "--samples",
      paramLabel = "K",
      defaultValue = "1",
      description =
          "Samples of each posterior; from two on, the report shows their mean and standard"
              + " deviation, and whether the truth lies where they say (default: 1).")
  private int samples = 1;

  @Option(
      names = "--seeds",
      paramLabel = "N-M",
      description =
          "Instead of --seed: all is done once for each of these seeds (0-4, or 1,2,7), with other"
              + " masks, noise and samples, and tables show mean and standard deviation over"
              + " seeds.")
  private String seeds;

  /**
   * The seeds, where several were asked for; otherwise empty.
   *
   * @throws IllegalArgumentException if they cannot be read
   */
  List<Long> seeds() {
    if (seeds == null) {
      return List.of();
    }
    if (!SEEDS.matcher(seeds).matches()) {
      throw new IllegalArgumentException(
          "--seeds takes numbers and ranges of them, such as 0-4 or 1,2,7, not '%s'"
              .formatted(seeds));
    }
    List<Long> all =
        Arrays.stream(seeds.split(",")).flatMap(GridOptions::range).distinct().toList();
    if (all.isEmpty() || all.size() > MOST_SEEDS) {
      throw new IllegalArgumentException(
          "--seeds %s are %s seeds; take 1 to %s, a range beginning with its least"
              .formatted(seeds, all.isEmpty() ? "no" : "too many", MOST_SEEDS));
    }
    return all;
  }

  private static Stream<Long> range(String text) {
    String[] ends = text.split("-");
    long last = Long.parseLong(ends[ends.length - 1]);
    return LongStream.rangeClosed(Long.parseLong(ends[0]), last).limit(MOST_SEEDS + 1L).boxed();
  }

  /** The steps that were asked for; null for each method's own. */
  String steps() {
    return steps;
  }

  /**
   * The plan.
   *
   * @param limit how many photos are used; null for all
   * @throws IOException if the folder cannot be read
   * @throws IllegalArgumentException if a name or a value is not known
   */
  EvaluationPlan plan(long seed, Integer limit) throws IOException {
    EvaluationPlan plan =
        EvaluationPlan.of(
                Photos.in(images),
                Task.parseAll(tasks),
                Arrays.stream(solvers.split(",")).map(Method::parse).toList())
            .withNoise(noise == null ? new Noise.None() : noise.noise())
            .withRecording(Recording.NONE.withSamples(CommonOptions.images("--samples", samples)))
            .withSeed(seed);
    plan = size == null ? plan : plan.withSize(size);
    plan = steps == null ? plan : plan.withSteps(steps);
    return limit == null ? plan : plan.withLimit(limit);
  }
}
