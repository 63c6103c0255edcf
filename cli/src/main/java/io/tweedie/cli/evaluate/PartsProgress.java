package io.tweedie.cli.evaluate;

import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.cli.terminal.Progress;
import io.tweedie.eval.grid.PartsListener;

/** Tells how an experiment of parts goes, with a bar for each piece of work. */
final class PartsProgress implements PartsListener, AutoCloseable {

  private final CommonOptions common;
  private final String parts;
  private Progress progress = Progress.NONE;

  /**
   * Begins without a bar.
   *
   * @param parts what the parts are called
   */
  PartsProgress(CommonOptions common, String parts) {
    this.common = common;
    this.parts = parts;
  }

  @Override
  public void planned(int parts, int stored) {
    if (stored > 0) {
      common.note("%d of %d %s are there already".formatted(stored, parts, this.parts));
    }
  }

  @Override
  public void began(String work, long steps) {
    progress.close();
    progress = common.progress(work, steps);
  }

  @Override
  public boolean stepped(int steps) {
    progress.step(steps);
    return true;
  }

  @Override
  public void close() {
    progress.close();
  }
}
