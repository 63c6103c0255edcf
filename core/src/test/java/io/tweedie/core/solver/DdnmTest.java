package io.tweedie.core.solver;

class DdnmTest extends SolverContract {

  DdnmTest() {
    super(Ddnm.paper(), "100", 1e-4, 0.15);
  }
}
