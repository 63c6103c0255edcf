package io.tweedie.cli;

import io.tweedie.core.operator.Noise;
import io.tweedie.core.operator.Task;
import io.tweedie.eval.grid.EvaluationPlan;
import io.tweedie.eval.grid.Method;
import io.tweedie.eval.grid.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** A grid of tasks, methods and images. */
final class GridOptions {

  @Option(
      names = "--images",
      paramLabel = "DIR",
      required = true,
      description = "Folder of clean photos.")
  private Path images;

  @Option(
      names = "--tasks",
      paramLabel = "T,...",
      required = true,
      description = "Tasks, as of restore.")
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
      description = "Side of the square cut from the middle of each photo (default: all of it).")
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

  @Option(names = "--limit", paramLabel = "N", description = "Only the first photos, by name.")
  private Integer limit;

  /** The steps that were asked for; null for each method's own. */
  String steps() {
    return steps;
  }

  /**
   * The plan.
   *
   * @throws IOException if the folder cannot be read
   * @throws IllegalArgumentException if a name or a value is not known
   */
  EvaluationPlan plan(long seed) throws IOException {
    EvaluationPlan plan =
        EvaluationPlan.of(
                EvaluationPlan.imagesIn(images),
                Task.parseAll(tasks),
                Arrays.stream(solvers.split(",")).map(Method::parse).toList())
            .withNoise(noise == null ? new Noise.None() : noise.noise())
            .withRecording(Recording.NONE.withSamples(samples))
            .withSeed(seed);
    plan = size == null ? plan : plan.withSize(size);
    plan = steps == null ? plan : plan.withSteps(steps);
    return limit == null ? plan : plan.withLimit(limit);
  }
}
