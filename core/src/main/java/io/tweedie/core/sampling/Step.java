package io.tweedie.core.sampling;

import static io.tweedie.core.tensor.Scalars.sum;
import static io.tweedie.core.tensor.Scalars.times;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.random.NoiseSource;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Shape;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * One step of a run, as a solver sees it: x_t, what the prior says of it, and the way to x_{t-1}.
 * Of x_t the prior is asked once, when first needed; a step may {@link #ask} it of anything else,
 * any number of times.
 */
public final class Step {

  /** Names of what transitions keep begin so, and those of solvers may not. */
  private static final String TRANSITION = "transition/";

  private final ConditionalDenoiser prior;
  private final Condition condition;
  private final Walk walk;
  private final NoiseSchedule schedule;
  private final int index;
  private final int taken;
  private final int remaining;
  private final Plan plan;
  private final NoiseSource noise;
  private final Memory memory;
  private Estimate estimate;
  private Optional<Estimate> firstAsked = Optional.empty();
  private int evaluations;

  Step(SamplingLoop loop, Walk walk, int remaining, NoiseSource noise, Memory memory, Tensor xt) {
    this.prior = loop.prior();
    this.condition = loop.condition();
    this.walk = walk;
    this.schedule = walk.levels();
    this.index = walk.level(remaining);
    this.taken = walk.steps() - remaining;
    this.remaining = remaining;
    this.plan = loop.plan();
    this.noise = noise;
    this.memory = memory;
    this.estimate = estimateOf(xt, level(), condition);
  }

  /** Noise levels below that of x_t: 0 at the last step. */
  public int index() {
    return index;
  }

  /** Noise levels of the run. */
  public int levels() {
    return schedule.size();
  }

  /** Steps taken before this one: 0 at the first. */
  public int taken() {
    return taken;
  }

  /** The noise level of x_t. */
  public NoiseLevel level() {
    return schedule.level(index);
  }

  /** alphaBar of x_t. */
  public double alphaBar() {
    return schedule.alphaBar(index);
  }

  /** alphaBar of x_{t-1}; 1 at the last step. */
  public double alphaBarPrevious() {
    return schedule.alphaBar(index - 1);
  }

  /** beta of the step from x_{t-1} to x_t. */
  public double beta() {
    return schedule.beta(index);
  }

  /** The noisy images, N x C x H x W. */
  public Tensor xt() {
    return estimate.x();
  }

  /** What the run tells the prior besides. */
  public Condition condition() {
    return condition;
  }

  /**
   * Starts to record for gradients with respect to x_t. Must come before the prior is asked of it.
   *
   * @return the recording, which watches x_t first; to be closed when the gradients are taken
   */
  public Tape watch() {
    if (estimate.isAsked()) {
      throw new IllegalStateException("watch() must come before the prior is asked");
    }
    Tape tape = Tape.open();
    estimate = estimateOf(tape.watch(xt()), level(), condition);
    return tape;
  }

  /** How often this step has asked the prior so far, for each image. */
  public int evaluations() {
    return evaluations;
  }

  /** What the prior says of x_t. */
  public Estimate estimate() {
    return estimate;
  }

  /** {@link Estimate#x0} of x_t. */
  public Tensor x0Hat() {
    return estimate.x0();
  }

  /** {@link Estimate#epsilon} of x_t. */
  public Tensor epsilon() {
    return estimate.epsilon();
  }

  /**
   * What the prior was first asked of in this step, which is what a run shows of its way: as a rule
   * x_t, which it is, too, if the prior has not been asked.
   */
  public Estimate firstAsked() {
    return firstAsked.orElse(estimate);
  }

  /**
   * Asks the prior of other images at the noise level of x_t, under the run's condition.
   *
   * @param x float32, N x C x H x W; or a multiple of N images, which count for as many evaluations
   */
  public Estimate ask(Tensor x) {
    return ask(x, level());
  }

  /** Asks at another noise level, else as {@link #ask(Tensor)}. */
  public Estimate ask(Tensor x, NoiseLevel level) {
    return ask(x, level, condition);
  }

  /**
   * Asks under another condition, else as {@link #ask(Tensor, NoiseLevel)}. The estimate refuses
   * conditions that the prior cannot be told when it is looked at.
   *
   * @param condition of all images or of each
   */
  public Estimate ask(Tensor x, NoiseLevel level, Condition condition) {
    if (x.size(0) == 0 || x.size(0) % xt().size(0) != 0) {
      throw new IllegalArgumentException(
          "a step of %d images asks of as many or a multiple, not of %d"
              .formatted(xt().size(0), x.size(0)));
    }
    return estimateOf(x, level, condition);
  }

  private Estimate estimateOf(Tensor x, NoiseLevel level, Condition told) {
    Estimate[] made = new Estimate[1];
    made[0] = new Estimate(x, level, told, plan.clip(), () -> predict(x, level, told, made[0]));
    return made[0];
  }

  private Prediction predict(Tensor x, NoiseLevel level, Condition told, Estimate asking) {
    evaluations += Math.toIntExact(x.size(0) / xt().size(0));
    if (firstAsked.isEmpty()) {
      firstAsked = Optional.of(asking);
    }
    return prior.predict(x, level, told);
  }

  /**
   * The reverse step x_{t-1} that the plan's transition takes from an estimate of x_0.
   *
   * @param x0 {@link #x0Hat} for an unconditional step, or a solver's correction of it
   */
  public Tensor next(Tensor x0) {
    return next(estimate, x0);
  }

  /**
   * The same from another estimate than the run's own, such as one under another condition.
   *
   * @param from at the noise level of x_t
   * @param x0 its estimate of x_0, or a solver's correction of it
   */
  public Tensor next(Estimate from, Tensor x0) {
    if (!from.level().equals(level())) {
      throw new IllegalArgumentException(
          "a step goes on from an estimate at its own noise level, %s, not %s"
              .formatted(level(), from.level()));
    }
    return plan.transition().step(new View(from), x0, noise("transition", Shape.of(x0)));
  }

  /**
   * The reverse step of a method that does not leave it to the plan's transition: of that only the
   * temperature holds.
   *
   * @param x0 the corrected estimate of x_0
   * @param next the method's own x_{t-1}, which adds noise to it
   */
  public Tensor tempered(Tensor x0, Tensor next) {
    return plan.transition() instanceof Transition.Tempered tempered
        ? tempered.toward(x0, alphaBarPrevious(), next)
        : next;
  }

  /**
   * Where the plan has a run begin, called in its first step.
   *
   * @param y the measurement of the images sought
   * @return x_T: made of x_t, which is standard normal, or the measurement's guess at the noise
   *     level of this step
   * @throws IllegalArgumentException if the plan begins with a guess and there is none
   */
  public Tensor begin(Measurement y) {
    if (!(plan.start() instanceof Start.Guess start)) {
      return plan.start().of(xt(), level());
    }
    Tensor guess =
        y.guess()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no image can be guessed from a measurement of %s; start from noise"
                            .formatted(y.operator().name())));
    return noisedToCurrent(guess, times(start.temperature(), xt()));
  }

  /**
   * Clean images, or measurements of them, taken forward to the level of x_{t-1}: sqrt(alphaBar) x0
   * + sqrt(1 - alphaBar) z.
   *
   * @param z standard normal in the space of {@code x0}
   */
  public Tensor noisedToPrevious(Tensor x0, Tensor z) {
    return noised(x0, z, alphaBarPrevious());
  }

  /** Like {@link #noisedToPrevious}, to the level of x_t. */
  public Tensor noisedToCurrent(Tensor x0, Tensor z) {
    return noised(x0, z, alphaBar());
  }

  static Tensor noised(Tensor x0, Tensor z, double alphaBar) {
    return sum(Math.sqrt(alphaBar), x0, Math.sqrt(1 - alphaBar), z);
  }

  /**
   * Standard normal numbers of this step.
   *
   * @param purpose different purposes are independent
   * @param shape per image
   * @return N x shape
   */
  public Tensor noise(String purpose, Shape shape) {
    return noise.normal(remaining - 1, purpose, shape);
  }

  /**
   * What an earlier step of the run kept, if one did.
   *
   * @param name under which it was kept
   */
  public Optional<Tensor> recall(String name) {
    requireOfSolver(name);
    return memory.recall(name);
  }

  /**
   * Keeps a tensor for the steps to come, in place of what had the name before. It is saved and
   * resumed with the run.
   *
   * @param name to recall it by
   * @param value first dimension N, one entry for each image; carries no gradient further
   */
  public void keep(String name, Tensor value) {
    requireOfSolver(name);
    memory.keep(name, value);
  }

  private static void requireOfSolver(String name) {
    if (name.startsWith(TRANSITION)) {
      throw new IllegalArgumentException(
          "names that begin with %s are of transitions, got %s".formatted(TRANSITION, name));
    }
  }

  /** The step as its transition sees it. */
  private final class View implements Transition.Context {

    private final Estimate from;

    View(Estimate from) {
      this.from = from;
    }

    @Override
    public NoiseSchedule levels() {
      return schedule;
    }

    @Override
    public int index() {
      return index;
    }

    @Override
    public Estimate estimate() {
      return from;
    }

    @Override
    public Estimate ask(Tensor x, int index) {
      return Step.this.ask(x, schedule.level(index), from.condition());
    }

    @Override
    public int history() {
      return walk.history(remaining);
    }

    @Override
    public Optional<Tensor> recall(String name) {
      return memory.recall(TRANSITION + name);
    }

    @Override
    public void keep(String name, Tensor value) {
      memory.keep(TRANSITION + name, value);
    }
  }
}
