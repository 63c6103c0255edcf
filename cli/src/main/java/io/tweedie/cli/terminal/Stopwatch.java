package io.tweedie.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;

/**
 * Times tensor work.
 *
 * @param seconds that one measurement takes, at least
 */
public record Stopwatch(double seconds) {

  private static final double WARM_UP_SHARE = 0.15;
  private static final int FEWEST = 3;

  /** The median time of several runs, in seconds, after a warm-up. */
  public double median(Runnable work) {
    List<Double> times = times(work);
    return times.get(times.size() / 2);
  }

  /** The shortest time of several runs, in seconds, after a warm-up. */
  public double shortest(Runnable work) {
    return times(work).get(0);
  }

  private List<Double> times(Runnable work) {
    run(work, WARM_UP_SHARE * seconds, 1);
    return run(work, seconds, FEWEST).stream().sorted().toList();
  }

  private static List<Double> run(Runnable work, double seconds, int fewest) {
    List<Double> times = new ArrayList<>();
    double sum = 0;
    while (times.size() < fewest || sum < seconds) {
      double time = time(work);
      times.add(time);
      sum += time;
    }
    return times;
  }

  private static double time(Runnable work) {
    long start = System.nanoTime();
    try (PointerScope scope = new PointerScope()) {
      work.run();
    }
    return (System.nanoTime() - start) / 1e9;
  }
}
