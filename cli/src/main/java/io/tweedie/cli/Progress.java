package io.tweedie.cli;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far a command is. */
interface Progress extends AutoCloseable {

  /** Shows nothing. */
  Progress NONE = message -> {};

  /** Another step is done. */
  default void step() {
    stepped("");
  }

  /**
   * Another step is done.
   *
   * @param message what there is to say of it, shown behind the bar
   */
  void stepped(String message);

  @Override
  default void close() {}

  /** A bar on standard error. */
  static Progress bar(String what, long steps) {
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(what)
            .setInitialMax(steps)
            .setStyle(ProgressBarStyle.ASCII)
            .setConsumer(new ConsoleProgressBarConsumer(System.err))
            .build();
    return new Progress() {
      @Override
      public void stepped(String message) {
        bar.setExtraMessage(message);
        bar.step();
      }

      @Override
      public void close() {
        bar.close();
      }
    };
  }
}
