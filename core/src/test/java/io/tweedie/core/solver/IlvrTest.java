package io.tweedie.core.solver;

import io.tweedie.core.contract.SolverContract;

class IlvrTest extends SolverContract {

  IlvrTest() {
    super(Ilvr.paper(), "250", 1e-4, 0.05);
  }
}
