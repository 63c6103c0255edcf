package io.tweedie.core.solver;

class DdrmTest extends SolverContract {

  DdrmTest() {
    super(Ddrm.paper(), "100", 1e-4, 0.2);
  }
}
