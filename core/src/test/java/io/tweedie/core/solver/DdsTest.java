package io.tweedie.core.solver;

class DdsTest extends SolverContract {

  DdsTest() {
    super(Dds.official(), "100", 1e-4, 0.2);
  }
}
