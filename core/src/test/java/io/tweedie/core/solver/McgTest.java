package io.tweedie.core.solver;

import io.tweedie.core.contract.SolverContract;

class McgTest extends SolverContract {

  McgTest() {
    super(Mcg.paper(), "250", 1e-4, 0.05);
  }
}
