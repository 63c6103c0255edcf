package io.tweedie.eval.comparison;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * What was found of the images that were drawn in one way.
 *
 * @param name of the way
 * @param images how many were drawn
 * @param judgeAccuracies share that the judge takes for its class, for each class
 * @param classifierAccuracies the same by the way's own classifier; empty if it has none
 * @param diversity of the images within classes, from 0 to 1
 * @param saturation of colours, from 0 to 1
 * @param clipped share of the pixels with a channel at an end of its range
 * @param contrast of the light, from 0 to 0.5
 * @param energies mean E(x) of the images of each class by the way's own classifier; empty if it
 *     has none
 * @param trainingEnergies the same of the images that it learned from; empty if they are not stored
 *     beside it
 * @param nfe network evaluations of the prior per image
 * @param classifierNfe evaluations of the classifier per image, with gradient
 * @param seconds of sampling per image
 */
public record ComparedWay(
    String name,
    int images,
    List<Double> judgeAccuracies,
    List<Double> classifierAccuracies,
    double diversity,
    double saturation,
    double clipped,
    double contrast,
    List<Double> energies,
    List<Double> trainingEnergies,
    double nfe,
    double classifierNfe,
    double seconds) {

  /** Copies the lists. */
  public ComparedWay {
    judgeAccuracies = List.copyOf(judgeAccuracies);
    classifierAccuracies = List.copyOf(classifierAccuracies);
    energies = List.copyOf(energies);
    trainingEnergies = List.copyOf(trainingEnergies);
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

  /** Share of all images that the way's own classifier takes for their classes. */
  @JsonIgnore
  public OptionalDouble classifierAccuracy() {
    return classifierAccuracies.stream().mapToDouble(Double::doubleValue).average();
  }

  /** Standard error of {@link #judgeAccuracy}, as of independent images. */
  @JsonIgnore
  public double judgeError() {
    return Math.sqrt(judgeAccuracy() * (1 - judgeAccuracy()) / images);
  }

  /** Mean E(x), all classes alike. */
  @JsonIgnore
  public OptionalDouble energy() {
    return energies.stream().mapToDouble(Double::doubleValue).average();
  }

  /** The mean over classes of |E*(y) - E(x)|, with E(x) the class's mean. */
  @JsonIgnore
  public OptionalDouble energyGap() {
    return trainingEnergies.isEmpty()
        ? OptionalDouble.empty()
        : IntStream.range(0, energies.size())
            .mapToDouble(k -> Math.abs(trainingEnergies.get(k) - energies.get(k)))
            .average();
  }
}
