package io.tweedie.cli.terminal;

import java.util.concurrent.TimeUnit;

/**
 * Lets a command that is stopped by Ctrl-C or a termination signal finish what it is doing and save
 * its state: it watches, and the process waits for it.
 */
public class Interruption {

  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(120);

  private volatile boolean requested;
  private int watching;

  /** One that the signals of the operating system set off. */
  public static Interruption bySignal() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(new Thread(interruption::request, "interruption"));
    return interruption;
  }

  /** Whether the command should stop as soon as it can; also if its thread is interrupted. */
  public boolean requested() {
    return requested || Thread.currentThread().isInterrupted();
  }

  /** Keeps the process alive, once a stop is requested, until the watch is closed. */
  public synchronized Watch watch() {
    watching++;
    return this::unwatch;
  }

  private synchronized void unwatch() {
    watching--;
    notifyAll();
  }

  private synchronized void request() {
    requested = true;
    long deadline = System.nanoTime() + LONGEST_WAIT_NANOS;
    try {
      while (watching > 0 && System.nanoTime() < deadline) {
        TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** While open, the process waits. */
  public interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
