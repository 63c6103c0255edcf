package my;

import static io.tweedie.core.tensor.Scalars.plus;

import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.LinearOperator;
import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.task.Task;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Step;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.solver.Solver;
import io.tweedie.core.solver.SolverProvider;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.solver.UnsupportedOperatorException;
import org.bytedeco.pytorch.Tensor;

/**
 * A solver, {@code --solver landweber}: one step of Landweber's iteration from each estimate.
 *
 * <pre>
 * x0 = x0Hat + weight A' (y - A x0Hat)
 * </pre>
 *
 * @param weight of the step
 * @param plan the way down the noise levels
 */
public record Landweber(double weight, Plan plan) implements Solver {

  @Override
  public void requireServes(ForwardOperator operator) {
    UnsupportedOperatorException.requireLinear("landweber", operator);
  }

  @Override
  public Tensor step(Step step, Measurement y) {
    LinearOperator a = y.linear();
    Tensor x0 = step.x0Hat();
    return step.next(plus(x0, weight, a.adjoint(y.residual(x0))));
  }

  /** Registers it. */
  public static final class Provider implements SolverProvider {

    @Override
    public String name() {
      return "landweber";
    }

    @Override
    public String summary() {
      return "a step along A' of the residual";
    }

    @Override
    public Solver create(Preset preset, Task task, Noise noise) {
      return new Landweber(1, new Plan("uniform:100", new Transition.Remix(0.85), false));
    }
  }
}
