package io.tweedie.core.solver;

import io.tweedie.core.contract.SolverContract;

class ScoreInpaintingTest extends SolverContract {

  ScoreInpaintingTest() {
    super(new ScoreInpainting(10), "250", 0.5, 0.15);
  }
}
