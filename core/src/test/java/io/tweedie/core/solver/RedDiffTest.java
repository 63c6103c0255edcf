package io.tweedie.core.solver;

class RedDiffTest extends SolverContract {

  RedDiffTest() {
    super(new RedDiff(0.25, 0.1, RedDiff.paper().plan()), "250", 0.1, 0.25);
  }

  @Override
  boolean servesNonlinear() {
    return true;
  }
}
