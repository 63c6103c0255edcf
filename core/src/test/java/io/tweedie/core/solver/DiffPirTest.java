package io.tweedie.core.solver;

import io.tweedie.core.operator.Task;

class DiffPirTest extends SolverContract {

  DiffPirTest() {
    super(DiffPir.official(Task.parse("inpaint-random:0.5")), "100", 0.05, 0.4);
  }
}
