package io.tweedie.core.solver;

class DdrmTest extends SolverContract {

  @Override
  Solver solver() {
    return Ddrm.paper();
  }

  @Override
  String steps() {
    return "100";
  }

  @Override
  double residualGap() {
    return 1e-4;
  }

  @Override
  double deviationGap() {
    return 0.2;
  }
}
