package io.tweedie.core.solver;

import io.tweedie.core.contract.SolverContract;

class RedDiffTest extends SolverContract {

  RedDiffTest() {
    super(new RedDiff(0.25, 0.1, RedDiff.paper().plan()), "250", 0.1, 0.25);
  }

  @Override
  protected boolean servesNonlinear() {
    return true;
  }
}
