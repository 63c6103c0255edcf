package io.tweedie.eval.grid;

import io.tweedie.core.measurement.Noise;
import io.tweedie.core.schedule.Spacing;
import io.tweedie.core.task.Task;
import io.tweedie.models.prior.Tuned;
import io.tweedie.restore.Prior;
import io.tweedie.restore.photo.Space;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an evaluation does: every image is degraded for every task and restored by every method.
 *
 * <p>Images are used in colour (gray ones with three equal channels), cropped in the middle to
 * {@code size}, and further to what the task takes. Besides the methods listed, every baseline that
 * serves a task runs.
 *
 * @param images files with distinct names
 * @param tasks at least one
 * @param methods solvers and baselines, at least one
 * @param noise in the measurements
 * @param size edge of the square cut from the middle of every image; empty for whole images
 * @param steps of every solver that has none of its own, as {@link Spacing#parse} reads them; empty
 *     for those of its paper
 * @param seed of masks, measurement noise and samplers
 * @param recording what is kept of every run besides its result
 * @param company which methods run besides those listed
 * @param tuned settings that were tuned for the model that is asked; nothing unless it is said
 * @param space what that model is a prior of; pictures unless it is said
 * @param captions what the images show; nothing unless it is said
 * @param leftOut files beside the images that take no part, for the report
 */
public record EvaluationPlan(
    List<Path> images,
    List<Task> tasks,
    List<Method> methods,
    Noise noise,
    OptionalInt size,
    Optional<String> steps,
    long seed,
    Recording recording,
    Company company,
    Tuned tuned,
    Space space,
    Captions captions,
    List<Unread> leftOut) {

  /** Which methods run besides those that a plan lists. */
  public enum Company {
    /** Every classical baseline that serves the task. */
    BASELINES,
    /** None. */
    NONE
  }

  /** Refuses plans that cannot be carried out. */
  public EvaluationPlan {
    images = requireSome("image", images);
    tasks = requireSome("task", tasks);
    methods = requireSome("solver", methods);
    StoredResult.requireApart("images", images.stream().map(CellFiles::folderOf));
    StoredResult.requireApart("tasks", tasks.stream().map(Task::name));
    StoredResult.requireApart("solvers", methods.stream().map(Method::name));
    if (size.isPresent() && size.getAsInt() < 1) {
      throw new IllegalArgumentException("the crop has at least 1 pixel, not " + size.getAsInt());
    }
    steps.ifPresent(Spacing::parse);
    leftOut = List.copyOf(leftOut);
  }

  /** A plan for the photos of a folder; otherwise as {@link #of(List, List, List)}. */
  public static EvaluationPlan of(Photos photos, List<Task> tasks, List<Method> methods) {
    EvaluationPlan plan = of(photos.files(), tasks, methods);
    return new EvaluationPlan(
        plan.images,
        plan.tasks,
        plan.methods,
        plan.noise,
        plan.size,
        plan.steps,
        plan.seed,
        plan.recording,
        plan.company,
        plan.tuned,
        plan.space,
        plan.captions,
        photos.hidden());
  }

  /** A plan without noise, on whole images, with each solver's own steps and seed 0. */
  public static EvaluationPlan of(List<Path> images, List<Task> tasks, List<Method> methods) {
    return new EvaluationPlan(
        images,
        tasks,
        methods,
        new Noise.None(),
        OptionalInt.empty(),
        Optional.empty(),
        0,
        Recording.NONE,
        Company.BASELINES,
        Tuned.NOTHING,
        Space.PIXELS,
        Captions.NONE,
        List.of());
  }

  /** The same with noise of this standard deviation, in image units; 0 for none. */
  public EvaluationPlan withSigma(double sigma) {
    return withNoise(sigma == 0 ? new Noise.None() : new Noise.Gaussian(sigma));
  }

  /** The same with other noise. */
  public EvaluationPlan withNoise(Noise noise) {
    return new EvaluationPlan(
        images, tasks, methods, noise, size, steps, seed, recording, company, tuned, space,
        captions, leftOut);
  }

  /** The same on squares of this edge, in pixels. */
  public EvaluationPlan withSize(int size) {
    OptionalInt edge = OptionalInt.of(size);
    return new EvaluationPlan(
        images, tasks, methods, noise, edge, steps, seed, recording, company, tuned, space,
        captions, leftOut);
  }

  /** The same with other steps; a bare number keeps each solver's kind of spacing. */
  public EvaluationPlan withSteps(String steps) {
    Optional<String> asked = Optional.of(steps);
    return new EvaluationPlan(
        images, tasks, methods, noise, size, asked, seed, recording, company, tuned, space,
        captions, leftOut);
  }

  /** The same with other random numbers. */
  public EvaluationPlan withSeed(long seed) {
    return new EvaluationPlan(
        images, tasks, methods, noise, size, steps, seed, recording, company, tuned, space,
        captions, leftOut);
  }

  /** The same with the first images only. */
  public EvaluationPlan withLimit(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("an evaluation needs at least 1 image, not " + limit);
    }
    List<Path> first = images.subList(0, Math.min(limit, images.size()));
    return new EvaluationPlan(
        first, tasks, methods, noise, size, steps, seed, recording, company, tuned, space, captions,
        leftOut);
  }

  /** A part of it: other images, and other tasks. */
  public EvaluationPlan with(List<Path> images, List<Task> tasks) {
    return new EvaluationPlan(
        images, tasks, methods, noise, size, steps, seed, recording, company, tuned, space,
        captions, leftOut);
  }

  /** The same with a share of the images; empty if there are fewer images than shards. */
  public Optional<EvaluationPlan> share(Shard shard) {
    List<Path> share = shard.share(images);
    return share.isEmpty() ? Optional.empty() : Optional.of(with(share, tasks));
  }

  /** The same with more kept of every run. */
  public EvaluationPlan withRecording(Recording recording) {
    return new EvaluationPlan(
        images, tasks, methods, noise, size, steps, seed, recording, company, tuned, space,
        captions, leftOut);
  }

  /** The same in other company. */
  public EvaluationPlan with(Company company) {
    return new EvaluationPlan(
        images, tasks, methods, noise, size, steps, seed, recording, company, tuned, space,
        captions, leftOut);
  }

  /** The same for a model: what was tuned for it, and what it is a prior of. */
  public EvaluationPlan with(Prior prior) {
    return with(prior.tuned(), prior.space());
  }

  private EvaluationPlan with(Tuned tuned, Space space) {
    return new EvaluationPlan(
        images, tasks, methods, noise, size, steps, seed, recording, company, tuned, space,
        captions, leftOut);
  }

  /** The same with what the images show. */
  public EvaluationPlan with(Captions captions) {
    return new EvaluationPlan(
        images, tasks, methods, noise, size, steps, seed, recording, company, tuned, space,
        captions, leftOut);
  }

  private static <T> List<T> requireSome(String what, List<T> list) {
    if (list.isEmpty()) {
      throw new IllegalArgumentException("an evaluation needs at least one " + what);
    }
    return List.copyOf(list);
  }
}
