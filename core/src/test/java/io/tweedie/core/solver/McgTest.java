package io.tweedie.core.solver;

class McgTest extends SolverContract {

  McgTest() {
    super(Mcg.paper(), "250", 1e-4, 0.05);
  }
}
