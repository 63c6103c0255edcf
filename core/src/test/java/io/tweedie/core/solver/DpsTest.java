package io.tweedie.core.solver;

class DpsTest extends SolverContract {

  DpsTest() {
    super(new Dps(4), "250", 0.5, 0.1);
  }

  @Override
  boolean servesNonlinear() {
    return true;
  }
}
