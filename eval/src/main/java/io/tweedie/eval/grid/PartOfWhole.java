package io.tweedie.eval.grid;

/**
 * Tells of one of many evaluations, whose number of cells is known already.
 *
 * @param whole hears of all of them
 */
public record PartOfWhole(EvaluationListener whole) implements EvaluationListener {

  @Override
  public void planned(int cells, int stored) {
    whole.found(stored);
  }

  @Override
  public void began(String task, String method, String image) {
    whole.began(task, method, image);
  }

  @Override
  public boolean stepped(int done, int steps) {
    return whole.stepped(done, steps);
  }

  @Override
  public void finished(Cell cell) {
    whole.finished(cell);
  }
}
