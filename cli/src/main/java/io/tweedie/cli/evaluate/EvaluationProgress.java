package io.tweedie.cli.evaluate;

import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.cli.terminal.Progress;
import io.tweedie.eval.grid.Cell;
import io.tweedie.eval.grid.EvaluationListener;

/** Counts restorations for whoever watches. */
final class EvaluationProgress implements EvaluationListener, AutoCloseable {

  private final CommonOptions common;
  private int cells;
  private int found;
  private Progress progress;

  EvaluationProgress(CommonOptions common) {
    this.common = common;
  }

  @Override
  public void planned(int cells) {
    this.cells = cells;
  }

  @Override
  public void found(Cell cell) {
    found++;
    if (progress != null) {
      progress.stepped("there already");
    }
  }

  /** Begins to count: what an earlier run left comes first as a rule, and took no time. */
  private void start() {
    if (progress == null) {
      progress = common.progress("restoring", Math.max(1, cells - found));
    }
  }

  @Override
  public void began(String task, String method, String image) {
    start();
  }

  @Override
  public void finished(Cell cell) {
    start();
    progress.stepped(cell.task() + " " + cell.method());
  }

  @Override
  public void close() {
    if (progress != null) {
      progress.close();
    }
    if (found > 0) {
      common.note("%d of %d restorations were there already".formatted(found, cells));
    }
  }
}
