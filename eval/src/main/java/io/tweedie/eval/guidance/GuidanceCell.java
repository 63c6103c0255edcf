package io.tweedie.eval.guidance;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/**
 * One method at one scale: what was found of its images.
 *
 * @param form the method, as {@code cfg}
 * @param scale of the guidance
 * @param images how many were drawn
 * @param classifierAccuracy share that the classifier of noisy images takes for their classes
 * @param judgeAccuracies the same by the judge, for each class
 * @param diversity of the images within classes, from 0 to 1
 * @param nfe network evaluations of the prior per image
 * @param classifierNfe evaluations of the classifier per image, with gradient
 * @param seconds of sampling per image
 */
public record GuidanceCell(
    String form,
    double scale,
    int images,
    double classifierAccuracy,
    List<Double> judgeAccuracies,
    double diversity,
    double nfe,
    double classifierNfe,
    double seconds) {

  /** Copies the list. */
  public GuidanceCell {
    judgeAccuracies = List.copyOf(judgeAccuracies);
  }

  /** Share of all images that the judge takes for their classes. */
  @JsonIgnore
  public double judgeAccuracy() {
    return judgeAccuracies.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  /** The judge's share of the class that fares worst. */
  @JsonIgnore
  public double worstClass() {
    return judgeAccuracies.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  /** Standard error of {@link #judgeAccuracy}, as of independent images. */
  @JsonIgnore
  public double judgeError() {
    return Math.sqrt(judgeAccuracy() * (1 - judgeAccuracy()) / images);
  }
}
