package io.tweedie.core.solver;

class RedDiffTest extends SolverContract {

  @Override
  Solver solver() {
    return new RedDiff(0.25, 0.1, RedDiff.paper().plan());
  }

  @Override
  String steps() {
    return "250";
  }

  @Override
  double residualGap() {
    return 0.1;
  }

  @Override
  double deviationGap() {
    return 0.25;
  }

  @Override
  boolean servesNonlinear() {
    return true;
  }
}
