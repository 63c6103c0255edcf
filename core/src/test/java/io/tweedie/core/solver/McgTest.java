package io.tweedie.core.solver;

class McgTest extends SolverContract {

  @Override
  Solver solver() {
    return Mcg.paper();
  }

  @Override
  String steps() {
    return "250";
  }

  @Override
  double residualGap() {
    return 1e-4;
  }

  @Override
  double deviationGap() {
    return 0.05;
  }
}
