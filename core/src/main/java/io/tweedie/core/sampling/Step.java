package io.tweedie.core.sampling;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.clamp;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.operator.Measurement;
import io.tweedie.core.operator.Shape;
import io.tweedie.core.random.NoiseSource;
import io.tweedie.core.schedule.NoiseSchedule;
import java.util.Optional;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * One step of a run, as a solver sees it: x_t, what the prior says of it, and the way to x_{t-1}.
 * The prior is asked once, when first needed.
 */
public final class Step {

  private final Denoiser prior;
  private final NoiseSchedule schedule;
  private final int index;
  private final int taken;
  private final int remaining;
  private final Plan plan;
  private final NoiseSource noise;
  private final Memory memory;
  private Tensor xt;
  private int evaluations;
  private Prediction prediction;
  private Tensor x0Hat;

  Step(SamplingLoop loop, Walk walk, int remaining, NoiseSource noise, Memory memory, Tensor xt) {
    this.prior = loop.prior();
    this.schedule = walk.levels();
    this.index = walk.level(remaining);
    this.taken = walk.steps() - remaining;
    this.remaining = remaining;
    this.plan = loop.plan();
    this.noise = noise;
    this.memory = memory;
    this.xt = xt;
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
    return xt;
  }

  /**
   * Asks the prior about other images of the same noise level than those the loop brought. Must
   * come before the prior is asked.
   *
   * @param xt N x C x H x W
   */
  public void lookAt(Tensor xt) {
    requireUnasked("lookAt()");
    this.xt = xt;
  }

  /**
   * Starts to record for gradients with respect to x_t. Must come before the prior is asked.
   *
   * @return the recording, to be closed when the gradient is taken
   */
  public Tape watch() {
    requireUnasked("watch()");
    xt = xt.detach().set_requires_grad(true);
    return new Tape(xt);
  }

  private void requireUnasked(String what) {
    if (prediction != null) {
      throw new IllegalStateException(what + " must come before the prior is asked");
    }
  }

  /** How often this step has asked the prior so far. */
  public int evaluations() {
    return evaluations;
  }

  private Prediction prediction() {
    if (prediction == null) {
      evaluations++;
      prediction = prior.predict(xt, schedule.level(index));
    }
    return prediction;
  }

  /** The Tweedie estimate E[x_0 | x_t], clipped to [-1, 1] if the plan says so. */
  public Tensor x0Hat() {
    if (x0Hat == null) {
      Prediction p = prediction();
      Tensor estimate = p.kind().x0(xt, p.output(), alphaBar());
      x0Hat =
          plan.clip()
              ? clamp(estimate, new ScalarOptional(scalar(-1)), new ScalarOptional(scalar(1)))
              : estimate;
    }
    return x0Hat;
  }

  /** The prior's estimate of the noise in x_t, before any clipping. */
  public Tensor epsilon() {
    Prediction p = prediction();
    return p.kind().epsilon(xt, p.output(), alphaBar());
  }

  /**
   * The reverse step x_{t-1} that the plan's transition takes from an estimate of x_0.
   *
   * @param x0 {@link #x0Hat} for an unconditional step, or a solver's correction of it
   */
  public Tensor next(Tensor x0) {
    Transition.Context context =
        new Transition.Context(
            schedule, index, xt, epsilon(), prediction().varianceInterpolation());
    return plan.transition().step(context, x0, noise("transition", Shape.of(x0)));
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
   * @return x_T: x_t, which is standard normal, or the measurement's guess at the noise level of
   *     this step
   * @throws IllegalArgumentException if the plan begins with a guess and there is none
   */
  public Tensor begin(Measurement y) {
    if (!(plan.start() instanceof Start.Guess start)) {
      return xt;
    }
    Tensor guess =
        y.guess()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no image can be guessed from a measurement of %s; start from noise"
                            .formatted(y.operator().name())));
    return noisedToCurrent(guess, xt.mul(scalar(start.temperature())));
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

  private static Tensor noised(Tensor x0, Tensor z, double alphaBar) {
    return x0.mul(scalar(Math.sqrt(alphaBar))).add(z, scalar(Math.sqrt(1 - alphaBar)));
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
    memory.keep(name, value);
  }
}
