package io.tweedie.core.solver;

class ScoreInpaintingTest extends SolverContract {

  @Override
  Solver solver() {
    return new ScoreInpainting(10);
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
    return 0.15;
  }
}
