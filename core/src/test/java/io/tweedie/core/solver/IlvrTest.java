package io.tweedie.core.solver;

class IlvrTest extends SolverContract {

  IlvrTest() {
    super(Ilvr.paper(), "250", 1e-4, 0.05);
  }
}
