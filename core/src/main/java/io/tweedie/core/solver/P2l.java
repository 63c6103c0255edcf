package io.tweedie.core.solver;

import static io.tweedie.core.tensor.Scalars.minus;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.latent.DecodedMeasurement;
import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.sampling.Adam;
import io.tweedie.core.sampling.Estimate;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Step;
import io.tweedie.core.sampling.Tape;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.DeblurTask;
import io.tweedie.core.task.InpaintingTask;
import io.tweedie.core.task.Task;
import org.bytedeco.pytorch.Tensor;

/**
 * P2L, prompt tuning and projection (Chung et al., ICML 2024, Algorithms 3 to 5): {@link Ldps} that
 * looks in each step for the text under which the prior explains the measurement, and now and then
 * takes latents that an encoder gives, of a picture near the estimate and the measurement. Serves
 * linear operators, without projection all that are differentiable.
 *
 * <pre>{@code
 * C       = the text under which z0Hat explains y, by Adam           Algorithm 3, PromptTuning
 * z0Hat   = E[z_0 | z_t, C],  x = D(z0Hat)
 * z0      = E(argmin_v |y - A v|^2 / 2 + proximalWeight |v - x|^2 / 2)   every so many steps
 * z'      = transition(z_t, z0)
 * z_{t-1} = z' - stepSize grad_{z_t} |y - A x|       or Adam's step by that gradient
 * }</pre>
 *
 * <p><a href="https://arxiv.org/abs/2310.01110">arXiv:2310.01110</a>. The authors published no
 * code; {@code official} has the settings of the one other implementation that is known, that of
 * LATINO-PRO.
 *
 * @param promptIterations K, steps of Adam for the text in each step; 0 for none
 * @param promptRate of that Adam
 * @param promptLoss what they make small
 * @param meanShift step size of equation 19, by which the estimate is moved toward the measurement
 *     before the text is judged by it; 0 for not at all
 * @param carried what a step hands to the next of its text
 * @param texts which texts are tuned, where the prior is guided from one toward another
 * @param projection which picture's latents are taken
 * @param every in each how manieth step, counted from the last; that one has a projection
 * @param proximalWeight lambda of equation 16, weight of staying near x
 * @param update how latents move by the gradient
 * @param stepSize of the gradient, or the rate of Adam
 * @param plan steps and transition
 */
public record P2l(
    int promptIterations,
    double promptRate,
    Loss promptLoss,
    double meanShift,
    Carried carried,
    Texts texts,
    Projection projection,
    int every,
    double proximalWeight,
    Update update,
    double stepSize,
    Plan plan)
    implements Solver {

  /** Under this name steps keep the vectors of the tuned prompt, N x tokens x width. */
  public static final String PROMPT = "prompt";

  /** The same of the tuned text to keep away from. */
  public static final String NEGATIVE = "negative prompt";

  private static final double PROMPT_RATE = 1e-4;
  private static final Plan PUBLISHED = new Plan("1000", new Transition.Ddim(0), false);

  /** What a text's tuning makes small. */
  public enum Loss {
    /** |y - A(D(z0))|^2, as equation 17. */
    SQUARE,
    /** |y - A(D(z0))|, as LATINO-PRO. */
    NORM
  }

  /** What the tuning of a text hands to the next step. */
  public enum Carried {
    /** Nothing: each begins with the text that was given. */
    NOTHING,
    /** The text; Adam begins anew. */
    PROMPT,
    /** The text, and Adam's moments with their count. */
    PROMPT_AND_MOMENTS
  }

  /** Which texts are tuned. */
  public enum Texts {
    /** The one that is gone toward. */
    PROMPT,
    /** That, and the one that is kept away from. */
    BOTH
  }

  /** Which picture's latents are taken. */
  public enum Projection {
    /** None: latents stay those of the prior. */
    NONE,
    /** That of the proximal problem, equation 16. */
    PROXIMAL,
    /** The estimate with the measurement {@linkplain Gluing#ADJOINT glued} in by A'. */
    GLUED,
    /** The same by A+. */
    GLUED_INVERSE
  }

  /** How latents move by a gradient. */
  public enum Update {
    /** By its multiple, Algorithm 4. */
    DESCENT,
    /** By Adam's step, Algorithm 5. */
    ADAM
  }

  /** Refuses values that make no sense. */
  public P2l {
    Require.atLeast(0, "promptIterations", promptIterations);
    Require.positive("promptRate", promptRate);
    Require.notNegative("meanShift", meanShift);
    Require.atLeast(1, "every", every);
    Require.positive("proximalWeight", proximalWeight);
    Require.notNegative("stepSize", stepSize);
    if (update == Update.ADAM) {
      Require.positive("stepSize", stepSize);
    }
  }

  /** Table 6 for FFHQ; what it does not list is as for super-resolution. */
  public static P2l paper(Task task) {
    if (task instanceof InpaintingTask) {
      return paper(1, 3, 0.1, Update.ADAM, 0.05);
    }
    if (task instanceof DeblurTask) {
      return task instanceof DeblurTask.Gaussian
          ? paper(5, 4, 1, Update.ADAM, 0.05)
          : paper(3, 5, 1, Update.ADAM, 0.05);
    }
    return paper(5, 4, 1, Update.DESCENT, 1);
  }

  private static P2l paper(
      int iterations, int every, double proximalWeight, Update update, double stepSize) {
    return new P2l(
        iterations,
        PROMPT_RATE,
        Loss.SQUARE,
        1,
        Carried.PROMPT_AND_MOMENTS,
        Texts.PROMPT,
        Projection.PROXIMAL,
        every,
        proximalWeight,
        update,
        stepSize,
        PUBLISHED);
  }

  /** As LATINO-PRO runs it with Stable Diffusion 1.5, without its bugs. */
  public static P2l official(Task task) {
    return new P2l(
        1,
        PROMPT_RATE,
        Loss.NORM,
        0,
        Carried.PROMPT_AND_MOMENTS,
        Texts.PROMPT,
        Projection.PROXIMAL,
        8,
        1,
        task instanceof Task.SuperResolve ? Update.DESCENT : Update.ADAM,
        0.05,
        PUBLISHED);
  }

  @Override
  public void requireServes(ForwardOperator operator) {
    if (projection == Projection.NONE) {
      UnsupportedOperatorException.requireDecoded("P2L", operator);
    } else {
      UnsupportedOperatorException.requireDecodedLinear("P2L", operator);
    }
  }

  @Override
  public Tensor step(Step step, Measurement y) {
    DecodedMeasurement seen = DecodedMeasurement.of(y);
    Condition told = tuning().tuned(step, y);
    Estimate estimate;
    Tensor x;
    Tensor gradient;
    try (Tape tape = Tape.open()) {
      estimate = step.ask(tape.watch(step.xt()), step.level(), told);
      x = seen.decode(estimate.x0());
      gradient = tape.gradient(seen.ofPicture().residualNorm(x));
    }
    boolean projects = projection != Projection.NONE && step.index() % every == 0;
    Tensor z0 = projects ? seen.encode(projected(seen.ofPicture(), x)) : estimate.x0();
    Tensor next = step.next(estimate, z0);
    return update == Update.ADAM
        ? Adam.ofRate(stepSize).update(step, "latents", step.taken() + 1, next, gradient)
        : minus(next, stepSize, gradient);
  }

  private PromptTuning tuning() {
    return new PromptTuning(promptIterations, promptRate, promptLoss, meanShift, carried, texts);
  }

  private Tensor projected(Measurement y, Tensor x) {
    return switch (projection) {
      case NONE -> x;
      case PROXIMAL -> y.linear().proximal(x, y.y(), proximalWeight);
      case GLUED -> Gluing.ADJOINT.glued(y, x);
      case GLUED_INVERSE -> Gluing.INVERSE.glued(y, x);
    };
  }

  /** Makes {@code p2l}. */
  public static final class Provider implements SolverProvider {

    @Override
    public String name() {
      return "p2l";
    }

    @Override
    public String summary() {
      return "in latents";
    }

    @Override
    public Solver create(Preset preset, Task task, Noise noise) {
      return preset == Preset.PAPER ? paper(task) : official(task);
    }
  }
}
