package io.tweedie.core.solver;

import io.tweedie.core.operator.Task;

class DpgTest extends SolverContract {

  @Override
  Solver solver() {
    return new Dpg(400, 128, 0, 0, Dpg.official(Task.parse("sr:4")).plan());
  }

  @Override
  String steps() {
    return "100";
  }

  @Override
  double residualGap() {
    return 1.2;
  }

  @Override
  double deviationGap() {
    return 0.15;
  }

  @Override
  boolean servesNonlinear() {
    return true;
  }
}
