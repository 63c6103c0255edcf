package io.tweedie.core.solver;

import io.tweedie.core.contract.SolverContract;

class DdnmPlusTest extends SolverContract {

  DdnmPlusTest() {
    super(DdnmPlus.paper(), "100", 1e-4, 0.2);
  }
}
