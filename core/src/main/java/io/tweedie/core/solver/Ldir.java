package io.tweedie.core.solver;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.sampling.Adam;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Step;
import io.tweedie.core.sampling.Tape;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.Task;
import org.bytedeco.pytorch.Tensor;

/**
 * Latent diffusion iterative reconstruction (He et al., 2023): {@link Ldps} whose gradients have a
 * history, so that one step's noise in them does not move the latents. Serves every differentiable
 * operator.
 *
 * <pre>{@code
 * g       = grad_{z_t} |y - A(D(z0Hat))|
 * m, v    = running means of g and g^2
 * z_{t-1} = transition(z_t, z0Hat) - rate m / (sqrt(v) + 1e-8)
 * }</pre>
 *
 * <p><a href="https://arxiv.org/abs/2307.12070">arXiv:2307.12070</a>; m and v as of {@link Adam},
 * with decays 0.9 and 0.999.
 *
 * @param rate length of a step
 * @param correction of the bias of running means that began at zero
 * @param plan steps and transition
 */
public record Ldir(double rate, Correction correction, Plan plan) implements Solver {

  private static final Plan PUBLISHED = new Plan("1000", new Transition.Ddim(0), false);

  /** How running means are corrected for having begun at zero. */
  public enum Correction {
    /** By how many gradients they are of, as Adam is. */
    BY_STEP,
    /**
     * In every step as in the first, as the authors' code does: over the run moves shrink to
     * sqrt(0.001) / 0.1, a third, of Adam's.
     */
    AS_FIRST
  }

  /** Refuses rates that lead nowhere. */
  public Ldir {
    Require.positive("rate", rate);
  }

  /** Rate 0.1, along DDIM without noise. */
  public static Ldir official() {
    return new Ldir(0.1, Correction.BY_STEP, PUBLISHED);
  }

  /** Rate 0.05, the most frequent optimum of Chung et al. (ICML 2024, appendix B.3). */
  public static Ldir paper() {
    return new Ldir(0.05, Correction.BY_STEP, PUBLISHED);
  }

  @Override
  public void requireServes(ForwardOperator operator) {
    UnsupportedOperatorException.requireDecoded("LDIR", operator);
  }

  @Override
  public Tensor step(Step step, Measurement y) {
    Tensor gradient;
    try (Tape tape = step.watch()) {
      gradient = tape.gradient(y.residualNorm(step.x0Hat()));
    }
    int update = correction == Correction.AS_FIRST ? 1 : step.taken() + 1;
    Tensor next = step.next(step.x0Hat());
    return Adam.ofRate(rate).update(step, "latents", update, next, gradient);
  }

  /** Makes {@code ldir}. */
  public static final class Provider implements SolverProvider {

    @Override
    public String name() {
      return "ldir";
    }

    @Override
    public String summary() {
      return "in latents";
    }

    @Override
    public Solver create(Preset preset, Task task, Noise noise) {
      return preset == Preset.PAPER ? paper() : official();
    }
  }
}
