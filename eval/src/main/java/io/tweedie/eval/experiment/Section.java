package io.tweedie.eval.experiment;

import static io.tweedie.eval.experiment.ExperimentFile.require;

import io.tweedie.core.measurement.Noise;
import io.tweedie.core.schedule.Spacing;
import io.tweedie.core.task.Task;
import io.tweedie.eval.grid.EvaluationPlan.Company;
import io.tweedie.eval.grid.Recording;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One part of an experiment: every solver on every task under every noise.
 *
 * @param name of the part, in the report and on disk
 * @param text a paragraph below it in the report; empty if absent
 * @param tasks as the command line names them; {@code {size/2}} stands for half the images' edge,
 *     and {@code {size/4-3}} for 3 less than a quarter of it
 * @param solvers with what is to be changed about them
 * @param noise in the measurements; none if absent
 * @param steps of all solvers that have none of their own; those of their papers if absent
 * @param images how many of the experiment's images are used; all if absent
 * @param samples of each posterior; 1 if absent
 * @param trace whether |y - A x0Hat| is shown over the steps
 * @param intermediates timesteps of the training schedule at which the estimate of the image is
 *     shown; none if absent
 * @param baselines whether the classical methods that serve a task run too; they do if absent
 */
public record Section(
    String name,
    String text,
    List<String> tasks,
    List<SolverEntry> solvers,
    List<NoiseEntry> noise,
    String steps,
    Integer images,
    Integer samples,
    boolean trace,
    List<Integer> intermediates,
    Boolean baselines) {

  private static final Pattern SHARE = Pattern.compile("\\{size/(\\d{1,4})([+-]\\d{1,4})?}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ,._-]*");

  /** Any size: what is checked with it does not depend on it. */
  private static final int SOME_SIZE = 256;

  /** Fills in what is absent, and refuses what cannot be run. */
  public Section {
    require(name != null && NAME.matcher(name).matches(), "a section needs a plain name");
    require(tasks != null && !tasks.isEmpty(), "tasks are missing");
    require(solvers != null && !solvers.isEmpty(), "solvers are missing");
    text = text == null ? "" : text;
    tasks = List.copyOf(tasks);
    solvers = List.copyOf(solvers);
    noise = noise == null ? List.of(NoiseEntry.NONE) : List.copyOf(noise);
    samples = samples == null ? 1 : samples;
    intermediates = intermediates == null ? List.of() : List.copyOf(intermediates);
    baselines = baselines == null || baselines;
    require(images == null || images > 0, "images must be a number above 0");
    if (steps != null) {
      Spacing.parse(steps);
    }
    new Recording(samples, trace, intermediates);
    for (String task : tasks) {
      Task parsed = Task.parse(sized(task, SOME_SIZE));
      solvers.forEach(entry -> entry.check(parsed));
    }
  }

  /**
   * A section under one of its noises.
   *
   * @param name of both in the results
   */
  record Block(Section section, String name, Noise noise) {

    /** Where its cells are, below the experiment. */
    String folder() {
      return RestorationExperiment.folderOf(name);
    }
  }

  /** One for each noise. */
  Stream<Block> blocks() {
    return noise.stream()
        .map(
            entry -> new Block(this, noise.size() > 1 ? name + ", " + entry : name, entry.noise()));
  }

  /** The same with the models of its solvers found beside the experiment, where they are there. */
  Section beside(Path folder) {
    List<SolverEntry> found = solvers.stream().map(entry -> entry.beside(folder)).toList();
    return with(found, images);
  }

  /** The same with no more images than these. */
  Section limitedTo(int most) {
    return with(solvers, images == null ? most : Math.min(images, most));
  }

  private Section with(List<SolverEntry> solvers, Integer images) {
    return new Section(
        name, text, tasks, solvers, noise, steps, images, samples, trace, intermediates, baselines);
  }

  /** The tasks for images of a size. */
  List<Task> tasksAt(int size) {
    return tasks.stream().map(task -> Task.parse(sized(task, size))).toList();
  }

  private static String sized(String task, int size) {
    Matcher share = SHARE.matcher(task);
    return share.replaceAll(m -> Integer.toString(size / number(m.group(1)) + number(m.group(2))));
  }

  private static int number(String text) {
    return text == null ? 0 : Integer.parseInt(text);
  }

  /** What is kept of every run. */
  Recording recording() {
    return new Recording(samples, trace, intermediates);
  }

  /** Which methods run besides the solvers. */
  Company company() {
    return baselines ? Company.BASELINES : Company.NONE;
  }
}
