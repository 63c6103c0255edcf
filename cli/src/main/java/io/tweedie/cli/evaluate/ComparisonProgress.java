package io.tweedie.cli.evaluate;

import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.cli.terminal.Progress;
import io.tweedie.eval.comparison.GuidanceListener;

/** Tells how a comparison goes, with a bar for each way. */
final class ComparisonProgress implements GuidanceListener, AutoCloseable {

  private final CommonOptions common;
  private Progress progress = Progress.NONE;

  ComparisonProgress(CommonOptions common) {
    this.common = common;
  }

  @Override
  public void planned(int ways, int stored) {
    if (stored > 0) {
      common.note("%d of %d ways are there already".formatted(stored, ways));
    }
  }

  @Override
  public void began(String way, long steps) {
    progress.close();
    progress = common.progress(way, steps);
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
