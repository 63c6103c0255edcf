package io.tweedie.eval.uncertainty;

import io.tweedie.eval.metric.Metric;
import io.tweedie.restore.uncertainty.Samples;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * What several samples of one image's posterior are worth, in numbers.
 *
 * @param samples how many
 * @param metricsOfMean measures of their mean, by name
 * @param deviation their standard deviation, root mean square over the image, where white is 1
 * @param calibration how honest it is
 */
public record Uncertainty(
    int samples, Map<String, Double> metricsOfMean, double deviation, Calibration calibration) {

  /**
   * Measures samples.
   *
   * @param truth 1 x C x H x W in [-1, 1]
   */
  public static Uncertainty of(Samples samples, Tensor truth, List<Metric> metrics) {
    Tensor mean = samples.mean();
    Map<String, Double> values = new LinkedHashMap<>();
    metrics.forEach(metric -> values.put(metric.name(), metric.measure(truth, mean)[0]));
    return new Uncertainty(
        samples.count(), values, samples.deviationOfImage(), Calibration.of(samples, truth));
  }
}
