package io.tweedie.cli.terminal;

import java.util.Timer;
import java.util.TimerTask;

/** Lines that hear of every second until they are closed. */
final class TimedLines implements Progress {

  private static final long SECOND_MILLIS = 1000;

  private final ProgressLines lines;
  private final Timer timer = new Timer("progress", true);

  /** Starts the timer. */
  TimedLines(ProgressLines lines) {
    this.lines = lines;
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            lines.waited();
          }
        },
        SECOND_MILLIS,
        SECOND_MILLIS);
  }

  @Override
  public void stepped(int count, String message) {
    lines.stepped(count, message);
  }

  @Override
  public void close() {
    timer.cancel();
  }
}
