package io.tweedie.models.scheduler;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.schedule.NoiseSchedule;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;

/**
 * How a diffusers pipeline walks from noise to image: a training noise schedule and a plan of the
 * one loop.
 *
 * <p>The same initial latents lead where they do in diffusers. Its schedulers after k-diffusion
 * ("Euler", "Heun", "LMS") hold x / sqrt(alphaBar) and scale it before they ask the network; the
 * loop holds what they ask with. Their {@code init_noise_sigma} is the plan's start: {@link
 * SamplingLoop#start(org.bytedeco.pytorch.Tensor)} makes x_T of standard normal latents.
 *
 * @param name as {@link SchedulerProvider#ALL} knows it
 * @param schedule of the training, with the end of a run
 * @param plan which levels a run visits, from where, and by which steps
 * @param prediction what the network's output means
 * @param coordinates in which diffusers ends
 */
public record Scheduler(
    String name,
    NoiseSchedule schedule,
    Plan plan,
    Parameterization prediction,
    Coordinates coordinates) {

  /** What a scheduler of diffusers holds between its steps. */
  public enum Coordinates {
    /** x_t itself, as the loop does. */
    VARIANCE_PRESERVING,
    /** x_t / sqrt(alphaBar), as k-diffusion does. */
    VARIANCE_EXPLODING
  }

  /** Steps of a run unless others are asked for, as of diffusers' pipelines. */
  public static final int USUAL_STEPS = 50;

  /** The usual name of the file beside a pipeline's networks. */
  public static final String FILE = "scheduler_config.json";

  /** One that holds x_t itself. */
  public Scheduler(String name, NoiseSchedule schedule, Plan plan, Parameterization prediction) {
    this(name, schedule, plan, prediction, Coordinates.VARIANCE_PRESERVING);
  }

  /**
   * The scheduler that a file describes.
   *
   * @param file a {@code scheduler_config.json}
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException naming the key and the value that cannot be served
   */
  public static Scheduler read(Path file) throws IOException {
    SchedulerConfig config = SchedulerConfig.read(file);
    return SchedulerProvider.of(config).create(config);
  }

  /**
   * Another scheduler for the networks of a pipeline, as diffusers' {@code from_config} makes it:
   * what the file says holds as far as the other one knows it, and its own defaults for the rest.
   *
   * @param file a {@code scheduler_config.json}
   * @param name as {@link SchedulerProvider#ALL} knows it
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException naming the key and the value that cannot be served, or if
   *     there is no such scheduler
   */
  public static Scheduler read(Path file, String name) throws IOException {
    SchedulerProvider chosen = SchedulerProvider.ALL.named(name);
    return chosen.create(SchedulerConfig.read(file));
  }

  /** The same over another number of levels. */
  public Scheduler withSteps(int steps) {
    return with(plan.withSteps(plan.steps().withCount(steps)));
  }

  /**
   * DDIM with fresh noise.
   *
   * @param eta from 0, none, to 1, as much as DDPM
   * @throws IllegalArgumentException if this is another scheduler
   */
  public Scheduler withEta(double eta) {
    if (!(plan.transition() instanceof Transition.DdimOfPrior)) {
      throw new IllegalArgumentException("scheduler %s has no eta; ddim has".formatted(name));
    }
    return with(plan.withTransition(new Transition.DdimOfPrior(eta)));
  }

  private Scheduler with(Plan plan) {
    return new Scheduler(name, schedule, plan, prediction, coordinates);
  }

  /**
   * The loop that runs it.
   *
   * @param prior predicts what {@link #prediction} says
   * @param condition as of {@link SamplingLoop}
   */
  public SamplingLoop loop(ConditionalDenoiser prior, Condition condition) {
    return new SamplingLoop(prior, condition, schedule, plan);
  }

  /**
   * What diffusers' pipelines decode where a run of the loop has ended. That is another only where
   * a run of Euler ends with noise, {@code final_sigmas_type} sigma_min.
   *
   * @param x the result of {@link #loop}
   * @return x itself, or a tensor of its own
   */
  public Tensor latents(Tensor x) {
    double alphaBar = schedule.alphaBar(-1);
    return coordinates == Coordinates.VARIANCE_PRESERVING || alphaBar == 1
        ? x
        : x.div(scalar(Math.sqrt(alphaBar)));
  }
}
