package io.tweedie.cli.terminal;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells in lines how far a command is: at its first step how long it will take, which is what that
 * step took times their number, and then every ten seconds. What takes less than that is not spoken
 * of. A first step that takes longer, as one over a large photo does, is told of while it lasts:
 * after ten seconds, and then each time after twice the silence.
 */
public final class ProgressLines implements Progress {

  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long MINUTE = 60;

  private final String what;
  private final long steps;
  private final Consumer<String> said;
  private final LongSupplier clock;
  private final long start;
  private long done;
  private long spoken;
  private long patience = EVERY_NANOS;

  /**
   * Starts the clock.
   *
   * @param steps of the whole command
   * @param said takes the lines
   * @param clock nanoseconds
   */
  public ProgressLines(String what, long steps, Consumer<String> said, LongSupplier clock) {
    this.what = what;
    this.steps = steps;
    this.said = said;
    this.clock = clock;
    this.start = clock.getAsLong();
    this.spoken = start;
  }

  @Override
  public synchronized void stepped(int count, String message) {
    boolean first = done == 0;
    done += count;
    long now = clock.getAsLong();
    long left = (now - start) / done * (steps - done);
    String behind = message.isBlank() ? "" : ", " + message.strip();
    if (first && left >= EVERY_NANOS) {
      said.accept(
          "%s: %d steps, about %s%s".formatted(what, steps, time(now - start + left), behind));
      spoken = now;
    } else if (!first && done < steps && now - spoken >= EVERY_NANOS) {
      said.accept(
          "%s: %d of %d steps, about %s to go%s".formatted(what, done, steps, time(left), behind));
      spoken = now;
    }
  }

  /** Time passes; to be called about every second. */
  synchronized void waited() {
    long now = clock.getAsLong();
    if (done == 0 && now - spoken >= patience) {
      String where = steps == 0 ? "at work" : "at step 1 of " + steps;
      said.accept("%s: %s for %s".formatted(what, where, time(now - start)));
      spoken = now;
      patience *= 2;
    }
  }

  private static String time(long nanos) {
    long seconds = Math.max(1, Math.round(nanos / 1e9));
    if (seconds < 2 * MINUTE) {
      return seconds + " s";
    }
    long minutes = Math.round((double) seconds / MINUTE);
    return minutes < 2 * MINUTE
        ? minutes + " min"
        : "%d h %d min".formatted(minutes / MINUTE, minutes % MINUTE);
  }
}
