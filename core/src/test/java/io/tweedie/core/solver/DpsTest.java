package io.tweedie.core.solver;

class DpsTest extends SolverContract {

  @Override
  Solver solver() {
    return new Dps(4);
  }

  @Override
  String steps() {
    return "250";
  }

  @Override
  double residualGap() {
    return 0.5;
  }

  @Override
  double deviationGap() {
    return 0.1;
  }

  @Override
  boolean servesNonlinear() {
    return true;
  }
}
