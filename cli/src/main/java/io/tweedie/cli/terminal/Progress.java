package io.tweedie.cli.terminal;

import java.util.function.Consumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far a command is, and how long it will take. */
public interface Progress extends AutoCloseable {

  /** Shows nothing. */
  Progress NONE = (steps, message) -> {};

  /** Another step is done. */
  public default void step() {
    stepped(1, "");
  }

  /** So many more steps are done. */
  public default void step(int steps) {
    stepped(steps, "");
  }

  /**
   * Another step is done.
   *
   * @param message what there is to say of it, shown behind the bar
   */
  public default void stepped(String message) {
    stepped(1, message);
  }

  /**
   * So many more steps are done.
   *
   * @param message what there is to say of them, shown behind the bar
   */
  public void stepped(int steps, String message);

  @Override
  public default void close() {}

  /** A bar on standard error, for people who watch. */
  public static Progress bar(String what, long steps) {
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(what)
            .setInitialMax(steps)
            .setStyle(ProgressBarStyle.ASCII)
            .setConsumer(new ConsoleProgressBarConsumer(System.err))
            .build();
    return new Progress() {
      @Override
      public void stepped(int count, String message) {
        bar.setExtraMessage(message);
        bar.stepBy(count);
      }

      @Override
      public void close() {
        bar.close();
      }
    };
  }

  /**
   * A line now and then, for logs, until it is closed; none for what is soon done.
   *
   * @param said takes the lines, on whatever thread
   */
  public static Progress lines(String what, long steps, Consumer<String> said) {
    return new TimedLines(new ProgressLines(what, steps, said, System::nanoTime));
  }
}
