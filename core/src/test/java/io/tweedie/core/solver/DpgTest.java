package io.tweedie.core.solver;

import io.tweedie.core.contract.SolverContract;
import io.tweedie.core.task.Task;

class DpgTest extends SolverContract {

  DpgTest() {
    super(new Dpg(400, 128, 0, 0, Dpg.official(Task.parse("sr:4")).plan()), "100", 1.2, 0.15);
  }

  @Override
  protected boolean servesNonlinear() {
    return true;
  }
}
