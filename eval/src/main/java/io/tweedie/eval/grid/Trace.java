package io.tweedie.eval.grid;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tweedie.eval.report.LineChart.Point;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How far the estimates of x_0 are from explaining the measurement, step by step.
 *
 * @param timesteps of the training schedule at each step, the noisiest first
 * @param truth the same of the reference, which only the noise keeps from 0; null if not kept
 * @param losses for each sample |y - A x0Hat| at each step, in [-1, 1] units; empty if not kept
 * @param frames timesteps at which a picture of x0Hat was kept
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Trace(
    List<Integer> timesteps, Double truth, List<List<Double>> losses, List<Integer> frames) {

  private static final double CONFIDENCE = 0.95;

  /** Copies the lists, of which any may be missing. */
  public Trace {
    timesteps = timesteps == null ? List.of() : List.copyOf(timesteps);
    losses = losses == null ? List.of() : List.copyOf(losses);
    frames = frames == null ? List.of() : List.copyOf(frames);
  }

  /** The trace of all samples of all batches; empty if nothing was kept. */
  static Optional<Trace> joined(List<Trace> batches) {
    Trace first = batches.get(0);
    if (first.losses.isEmpty() && first.frames.isEmpty()) {
      return Optional.empty();
    }
    return batches.stream()
        .reduce(
            (a, b) ->
                new Trace(
                    a.timesteps,
                    a.truth,
                    Stream.concat(a.losses.stream(), b.losses.stream()).toList(),
                    a.frames));
  }

  /** The mean loss at each step, with its 95 % confidence interval (Student's t). */
  List<Point> meanLoss() {
    return IntStream.range(0, losses.isEmpty() ? 0 : timesteps.size())
        .mapToObj(this::point)
        .toList();
  }

  private Point point(int step) {
    Spread spread = Spread.of(losses.stream().mapToDouble(sample -> sample.get(step)).toArray());
    double reach = spread.deviation() == null ? 0 : quantile() * spread.deviation();
    double halfWidth = reach / Math.sqrt(losses.size());
    return new Point(
        timesteps.get(step), spread.mean(), spread.mean() - halfWidth, spread.mean() + halfWidth);
  }

  private double quantile() {
    return TDistribution.of(losses.size() - 1).inverseCumulativeProbability((1 + CONFIDENCE) / 2);
  }
}
