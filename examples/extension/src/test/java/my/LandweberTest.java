package my;

import io.tweedie.core.contract.SolverContract;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Transition;

class LandweberTest extends SolverContract {

  LandweberTest() {
    super(
        new Landweber(1, new Plan("uniform:100", new Transition.Remix(0.85), false)),
        "100",
        1e-4,
        0.2);
  }
}
