package io.tweedie.core.solver;

class DdnmPlusTest extends SolverContract {

  DdnmPlusTest() {
    super(DdnmPlus.paper(), "100", 1e-4, 0.2);
  }
}
