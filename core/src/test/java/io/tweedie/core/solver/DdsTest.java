package io.tweedie.core.solver;

class DdsTest extends SolverContract {

  @Override
  Solver solver() {
    return Dds.official();
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
