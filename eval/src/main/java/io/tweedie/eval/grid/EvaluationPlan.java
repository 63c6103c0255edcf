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
 * <p>Images are used in colour (gray ones with three equal channels), cropped in the middle to the
 * size, and further to what the task takes.
 *
 * @param photos files with distinct names, at least one, and those that take no part
 * @param tasks at least one
 * @param methods solvers and baselines, at least one
 * @param company which methods run besides those listed
 * @param conditions of every run
 * @param recording what is kept of every run besides its result
 * @param known what is known of the model and of the images
 */
public record EvaluationPlan(
    Photos photos,
    List<Task> tasks,
    List<Method> methods,
    Company company,
    Conditions conditions,
    Recording recording,
    Known known) {

  /** Which methods run besides those that a plan lists. */
  public enum Company {
    /** Every classical baseline that serves the task. */
    BASELINES,
    /** None. */
    NONE
  }

  /**
   * Under what images are degraded and restored.
   *
   * @param noise in the measurements
   * @param size edge of the square cut from the middle of every image; empty for whole images
   * @param steps of every solver that has none of its own, as {@link Spacing#parse} reads them;
   *     empty for those of its paper
   * @param seed of masks, measurement noise and samplers
   */
  public record Conditions(Noise noise, OptionalInt size, Optional<String> steps, long seed) {

    /** No noise, whole images, each solver's own steps and seed 0. */
    public static final Conditions USUAL =
        new Conditions(new Noise.None(), OptionalInt.empty(), Optional.empty(), 0);

    /** Refuses sizes and steps that there are not. */
    public Conditions {
      if (size.isPresent() && size.getAsInt() < 1) {
        throw new IllegalArgumentException("the crop has at least 1 pixel, not " + size.getAsInt());
      }
      steps.ifPresent(Spacing::parse);
    }
  }

  /**
   * What is known before anything runs.
   *
   * @param tuned settings that were tuned for the model that is asked
   * @param space what that model is a prior of
   * @param captions what the images show
   */
  public record Known(Tuned tuned, Space space, Captions captions) {

    /** Nothing, of a model of pictures. */
    public static final Known NOTHING = new Known(Tuned.NOTHING, Space.PIXELS, Captions.NONE);
  }

  /** Refuses plans that cannot be carried out. */
  public EvaluationPlan {
    requireSome("image", photos.files());
    tasks = requireSome("task", tasks);
    methods = requireSome("solver", methods);
    StoredResult.requireApart("images", photos.files().stream().map(CellFiles::folderOf));
    StoredResult.requireApart("tasks", tasks.stream().map(Task::name));
    StoredResult.requireApart("solvers", methods.stream().map(Method::name));
  }

  /** A plan under the usual conditions and beside every baseline, of which nothing is known. */
  public static EvaluationPlan of(Photos photos, List<Task> tasks, List<Method> methods) {
    return new EvaluationPlan(
        photos, tasks, methods, Company.BASELINES, Conditions.USUAL, Recording.NONE, Known.NOTHING);
  }

  /** The same for some files. */
  public static EvaluationPlan of(List<Path> images, List<Task> tasks, List<Method> methods) {
    return of(new Photos(images, List.of()), tasks, methods);
  }

  /** The files that take part. */
  public List<Path> images() {
    return photos.files();
  }

  /** The same with noise of this standard deviation, in image units; 0 for none. */
  public EvaluationPlan withSigma(double sigma) {
    return withNoise(sigma == 0 ? new Noise.None() : new Noise.Gaussian(sigma));
  }

  /** The same with other noise. */
  public EvaluationPlan withNoise(Noise noise) {
    return with(new Conditions(noise, conditions.size, conditions.steps, conditions.seed));
  }

  /** The same on squares of this edge, in pixels. */
  public EvaluationPlan withSize(int size) {
    OptionalInt edge = OptionalInt.of(size);
    return with(new Conditions(conditions.noise, edge, conditions.steps, conditions.seed));
  }

  /** The same with other steps; a bare number keeps each solver's kind of spacing. */
  public EvaluationPlan withSteps(String steps) {
    Optional<String> asked = Optional.of(steps);
    return with(new Conditions(conditions.noise, conditions.size, asked, conditions.seed));
  }

  /** The same with other random numbers. */
  public EvaluationPlan withSeed(long seed) {
    return with(new Conditions(conditions.noise, conditions.size, conditions.steps, seed));
  }

  /** The same under other conditions. */
  public EvaluationPlan with(Conditions other) {
    return new EvaluationPlan(photos, tasks, methods, company, other, recording, known);
  }

  /** The same with the first images only. */
  public EvaluationPlan withLimit(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("an evaluation needs at least 1 image, not " + limit);
    }
    return with(images().subList(0, Math.min(limit, images().size())), tasks);
  }

  /** A part of it: other images, and other tasks. */
  public EvaluationPlan with(List<Path> images, List<Task> tasks) {
    Photos some = new Photos(images, photos.hidden());
    return new EvaluationPlan(some, tasks, methods, company, conditions, recording, known);
  }

  /** The same with a share of the images; empty if there are fewer images than shards. */
  public Optional<EvaluationPlan> share(Shard shard) {
    List<Path> share = shard.share(images());
    return share.isEmpty() ? Optional.empty() : Optional.of(with(share, tasks));
  }

  /** The same with more kept of every run. */
  public EvaluationPlan withRecording(Recording more) {
    return new EvaluationPlan(photos, tasks, methods, company, conditions, more, known);
  }

  /** The same in other company. */
  public EvaluationPlan with(Company other) {
    return new EvaluationPlan(photos, tasks, methods, other, conditions, recording, known);
  }

  /** The same for a model: what was tuned for it, and what it is a prior of. */
  public EvaluationPlan with(Prior prior) {
    return with(new Known(prior.tuned(), prior.space(), known.captions));
  }

  /** The same with what the images show. */
  public EvaluationPlan with(Captions captions) {
    return with(new Known(known.tuned, known.space, captions));
  }

  private EvaluationPlan with(Known more) {
    return new EvaluationPlan(photos, tasks, methods, company, conditions, recording, more);
  }

  private static <T> List<T> requireSome(String what, List<T> list) {
    if (list.isEmpty()) {
      throw new IllegalArgumentException("an evaluation needs at least one " + what);
    }
    return List.copyOf(list);
  }
}
