package io.tweedie.cli.evaluate;

import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.cli.terminal.Progress;
import io.tweedie.eval.grid.Cell;
import io.tweedie.eval.grid.EvaluationListener;

/** Counts restorations for whoever watches. */
final class EvaluationProgress implements EvaluationListener, AutoCloseable {

  private final CommonOptions common;
  private Progress progress = Progress.NONE;

  EvaluationProgress(CommonOptions common) {
    this.common = common;
  }

  @Override
  public void planned(int cells, int stored) {
    if (stored > 0) {
      common.note("%d of %d restorations are there already".formatted(stored, cells));
    }
    progress = common.progress("restoring", (long) cells - stored);
  }

  @Override
  public void found(int cells) {
    for (int i = 0; i < cells; i++) {
      progress.stepped("there already");
    }
  }

  @Override
  public void finished(Cell cell) {
    progress.stepped(cell.task() + " " + cell.method());
  }

  @Override
  public void close() {
    progress.close();
  }
}
