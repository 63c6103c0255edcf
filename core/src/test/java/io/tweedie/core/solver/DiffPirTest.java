package io.tweedie.core.solver;

import io.tweedie.core.operator.Task;

class DiffPirTest extends SolverContract {

  @Override
  Solver solver() {
    return DiffPir.official(Task.parse("inpaint-random:0.5"));
  }

  @Override
  String steps() {
    return "100";
  }

  @Override
  double residualGap() {
    return 0.05;
  }

  @Override
  double deviationGap() {
    return 0.4;
  }
}
