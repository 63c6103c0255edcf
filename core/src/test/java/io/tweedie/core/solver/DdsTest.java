package io.tweedie.core.solver;

import io.tweedie.core.contract.SolverContract;

class DdsTest extends SolverContract {

  DdsTest() {
    super(Dds.official(), "100", 1e-4, 0.2);
  }
}
