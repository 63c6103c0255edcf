package io.tweedie.cli.evaluate;

import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.cli.terminal.Progress;
import io.tweedie.eval.guidance.GuidanceListener;

/** Tells how an experiment on guidance goes, with a bar for each piece. */
final class GuidanceProgress implements GuidanceListener, AutoCloseable {

  private final CommonOptions common;
  private final String pieces;
  private Progress progress = Progress.NONE;

  /**
   * Tells nothing yet.
   *
   * @param pieces what they are called, as {@code cells}
   */
  GuidanceProgress(CommonOptions common, String pieces) {
    this.common = common;
    this.pieces = pieces;
  }

  @Override
  public void planned(int all, int stored) {
    if (stored > 0) {
      common.note("%d of %d %s are there already".formatted(stored, all, pieces));
    }
  }

  @Override
  public void began(String name, long steps) {
    progress.close();
    progress = common.progress(name, steps);
  }

  @Override
  public boolean stepped() {
    progress.step();
    return true;
  }

  @Override
  public void close() {
    progress.close();
  }
}
