package io.tweedie.core.solver;

import static io.tweedie.core.tensor.Scalars.plus;
import static io.tweedie.core.tensor.Scalars.scalar;
import static io.tweedie.core.tensor.Scalars.sum;
import static org.bytedeco.pytorch.global.torch.clamp_min;
import static org.bytedeco.pytorch.global.torch.exp;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Step;
import io.tweedie.core.sampling.Tape;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.DeblurTask;
import io.tweedie.core.task.InpaintingTask;
import io.tweedie.core.task.NonlinearTask;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Shape;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Diffusion policy gradient (Tang et al., 2024, Algorithm 1): estimates the gradient of the
 * measurement's likelihood by trying out noisy copies of the Tweedie estimate, as a policy gradient
 * estimates that of a reward. It never differentiates A, so it serves every operator, black boxes
 * too. Keeps a running residual and the last gradient of each image in the run.
 *
 * <p>The trials of one step are drawn and measured {@value #CHUNK} at a time, so memory does not
 * grow with their number.
 *
 * <pre>{@code
 * x_n     = x0Hat + r z_n,   R_n = exp(-(|y - A(x_n)|^2 - |y - A(x0Hat)|^2) / Z)
 * g       = (d x0Hat / d x_t)' mean_n (R_n - B_n) (x_n - x0Hat) / r^2
 * x_{t-1} = transition(x_t, x0Hat) + scale eta_t g / |g|
 * }</pre>
 *
 * <p><a href="https://arxiv.org/abs/2403.10585">arXiv:2403.10585</a>, with B_n the mean of the
 * other R, Z the running mean of |y - A(x0Hat)|^2, r half its root per number, the momentum's share
 * of the last gradient in g, and eta_t = beta / sqrt((1 - beta) (1 - alphaBar)), or 1 with DDIM.
 *
 * @param scale length of a guidance step for 256 x 256 colour images; others in proportion to the
 *     root of their size, as the norm of the noise is
 * @param trials Monte-Carlo samples N, at least 2
 * @param momentum share beta of the last step's gradient, in [0, 1)
 * @param smallestRadius lower bound of the standard deviation r_t of the trials
 * @param plan steps and transition; DDPM or DDIM
 */
public record Dpg(double scale, int trials, double momentum, double smallestRadius, Plan plan)
    implements Solver {

  private static final int CHUNK = 32;
  private static final double REFERENCE_SIZE = 3 * 256 * 256;
  private static final double MEMORY_OF_RESIDUALS = 0.9;
  private static final double TINY = 1e-7;

  private static final Plan DDPM =
      new Plan("1000", new Transition.Ddpm(Transition.Variance.LEARNED), true);
  private static final Plan DDIM = new Plan("ddim200", new Transition.Ddim(0), true);

  /** Refuses what gives no estimate. */
  public Dpg {
    Require.notNegative("scale", scale);
    Require.atLeast(2, "trials", trials);
    Require.share("momentum", momentum);
    Require.notNegative("smallestRadius", smallestRadius);
  }

  /** The settings of the authors' FFHQ configurations, with DDPM sampling. */
  public static Dpg official(Task task) {
    if (task instanceof Task.SuperResolveBicubic) {
      return new Dpg(2000, 500, 0, 0.05, DDPM);
    }
    if (deblursMotion(task)) {
      return new Dpg(200, 500, 0, 0.05, DDPM);
    }
    if (task instanceof NonlinearTask.CameraBlur || task instanceof NonlinearTask.EncodedBlur) {
      return new Dpg(250, 200, 0, 0, DDPM);
    }
    if (task instanceof InpaintingTask.RandomPixels) {
      return new Dpg(1, 1000, 0.1, 0, DDPM);
    }
    if (task instanceof InpaintingTask) {
      return new Dpg(1, 10_000, 0.1, 0, DDPM);
    }
    return new Dpg(120, 800, 0, 0, DDPM);
  }

  /** The settings of the authors' configurations with DDIM sampling in 200 steps. */
  public static Dpg officialDdim(Task task) {
    if (task instanceof Task.SuperResolve || task instanceof Task.SuperResolveBicubic) {
      return new Dpg(80, 5000, 0, 0.05, DDIM);
    }
    if (deblursMotion(task)) {
      return new Dpg(100, 4000, 0, 0.05, DDIM);
    }
    if (task instanceof InpaintingTask.RandomPixels) {
      return new Dpg(10, 5000, 0.1, 0, DDIM);
    }
    if (task instanceof InpaintingTask) {
      return new Dpg(3, 11_000, 0.1, 0, DDIM);
    }
    return new Dpg(150, 1500, 0, 0, DDIM);
  }

  /** A kernel that somebody measured is taken for one of motion, too. */
  private static boolean deblursMotion(Task task) {
    return task instanceof DeblurTask.Motion || task instanceof DeblurTask.KnownKernel;
  }

  @Override
  public void requireServes(ForwardOperator operator) {
    // Operators are only applied.
  }

  @Override
  public Tensor step(Step step, Measurement y) {
    boolean ancestral = plan.transition() instanceof Transition.Ddpm;
    try (Tape tape = step.watch()) {
      Tensor x0 = step.x0Hat();
      Tensor next = step.next(x0).detach();
      if (step.index() <= (ancestral ? 1 : 0)) {
        return next;
      }
      // The gradient of the reward with respect to x_t is J' of that with respect to x0Hat.
      Tensor reward = policyGradient(step, x0.detach(), y);
      Tensor gradient = tape.gradient(x0.mul(reward).flatten(1, -1).sum(1));
      double decay = ancestral ? (double) step.index() / step.levels() : 1;
      Tensor direction = withMomentum(step, gradient, momentum * decay);
      double size =
          ancestral ? step.beta() / Math.sqrt((1 - step.beta()) * (1 - step.alphaBar())) : 1;
      double length = scale * Math.sqrt(Shape.of(x0).elements() / REFERENCE_SIZE);
      return plus(next, length * size, unit(direction));
    }
  }

  /**
   * Equations 15 to 18: the mean over trials x_n = x0 + r z_n of (R_n - B_n) (x_n - x0) / r^2,
   * where R_n is the likelihood of a trial and B_n the mean of the others'. With B_n written out
   * this is the covariance of R and z, over r.
   */
  private Tensor policyGradient(Step step, Tensor x0, Measurement y) {
    boolean poisson = y.noise() instanceof Noise.Poisson;
    Tensor misfit = misfit(y.residual(x0), poisson);
    Tensor temperature = poisson ? misfit : runningMean(step, misfit);
    Tensor radius = radius(temperature, poisson, Shape.of(x0).elements());

    Tensor rewards = zeros_like(misfit);
    Tensor noises = zeros_like(x0);
    Tensor weighted = zeros_like(x0);
    for (int first = 0; first < trials; first += CHUNK) {
      try (PointerScope chunk = new PointerScope()) {
        Tensor z = perturbations(step, Shape.of(x0), first);
        Tensor trial = x0.unsqueeze(1).add(z.mul(column(radius, 5)));
        Tensor missed = y.y().unsqueeze(1).sub(measured(trial, y.operator()));
        Tensor worse = misfit(missed.flatten(0, 1), poisson).reshape(-1, z.size(1));
        if (!poisson) {
          worse = worse.sub(column(misfit, 2));
        }
        Tensor reward = exp(worse.div(column(temperature, 2)).neg());
        rewards.add_(reward.sum(1));
        noises.add_(z.sum(1));
        weighted.add_(z.mul(reward.reshape(reward.size(0), -1, 1, 1, 1)).sum(1));
      }
    }
    Tensor mean = column(rewards.div(scalar(trials)), 4);
    return weighted.sub(noises.mul(mean)).div(column(radius, 4)).div(scalar(trials - 1));
  }

  /** N x K x C x H x W; a trial's numbers do not depend on how many there are. */
  private Tensor perturbations(Step step, Shape image, int first) {
    int count = Math.min(CHUNK, trials - first);
    Shape together = new Shape(count * image.channels(), image.height(), image.width());
    return step.noise("trials from " + first, together)
        .reshape(-1, count, image.channels(), image.height(), image.width());
  }

  private static Tensor measured(Tensor trials, ForwardOperator operator) {
    Shape shape = operator.measurementShape();
    return operator
        .apply(trials.flatten(0, 1))
        .reshape(-1, trials.size(1), shape.channels(), shape.height(), shape.width());
  }

  /** |r|^2, or |r|_1 for counts, of each entry of the first dimension. */
  private static Tensor misfit(Tensor residual, boolean poisson) {
    return (poisson ? residual.abs() : residual.square()).flatten(1, -1).sum(1);
  }

  private static Tensor runningMean(Step step, Tensor misfit) {
    Tensor mean =
        step.recall("residual")
            .map(before -> sum(MEMORY_OF_RESIDUALS, before, 1 - MEMORY_OF_RESIDUALS, misfit))
            .orElse(misfit);
    step.keep("residual", mean);
    return mean;
  }

  /** Equation 19: half the root mean square residual, per number of an image. */
  private Tensor radius(Tensor temperature, boolean poisson, long numbers) {
    Tensor perNumber = temperature.div(scalar(numbers));
    Tensor radius = poisson ? perNumber : perNumber.sqrt().div(scalar(2));
    return clamp_min(radius, scalar(Math.max(smallestRadius, TINY)));
  }

  /** Equation 20, before normalisation. */
  private static Tensor withMomentum(Step step, Tensor gradient, double share) {
    Tensor direction =
        step.recall("gradient")
            .map(before -> sum(1 - share, gradient, share, before))
            .orElse(gradient);
    step.keep("gradient", gradient);
    return direction;
  }

  private static Tensor unit(Tensor direction) {
    Tensor norm = direction.square().flatten(1, -1).sum(1).sqrt();
    return direction.div(column(norm.add(scalar(TINY)), 4));
  }

  /** [N] as [N, 1, ...]. */
  private static Tensor column(Tensor perImage, int dimensions) {
    long[] shape = new long[dimensions];
    Arrays.fill(shape, 1);
    shape[0] = -1;
    return perImage.reshape(shape);
  }

  /** Makes {@code dpg}. */
  public static final class Provider implements SolverProvider {

    @Override
    public String name() {
      return "dpg";
    }

    @Override
    public Solver create(Preset preset, Task task, Noise noise) {
      return official(task);
    }
  }

  /** Makes {@code dpg-ddim}. */
  public static final class DdimProvider implements SolverProvider {

    @Override
    public String name() {
      return "dpg-ddim";
    }

    @Override
    public Solver create(Preset preset, Task task, Noise noise) {
      return officialDdim(task);
    }
  }
}
