package io.tweedie.core.solver;

class DdnmTest extends SolverContract {

  @Override
  Solver solver() {
    return Ddnm.paper();
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
    return 0.15;
  }
}
