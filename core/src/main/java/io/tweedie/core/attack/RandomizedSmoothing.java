package io.tweedie.core.attack;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.random.NoiseSource;
import io.tweedie.core.tensor.Shape;
import java.util.OptionalLong;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Certified robustness by randomised smoothing (Cohen et al. 2019, procedure CERTIFY): the smoothed
 * classifier answers what the classifier answers most often under Gaussian noise, and cannot answer
 * otherwise within sigma Phi^-1(pA) of an image, where pA bounds from below how often that is.
 *
 * @param sigma deviation of the noise, in the units of [0, 1], above 0
 * @param chosenBy draws by which the class is guessed, at least 1
 * @param draws by which pA is estimated, at least 1
 * @param alpha how often, at most, a certificate may be wrong, in (0, 1)
 */
public record RandomizedSmoothing(double sigma, int chosenBy, int draws, double alpha) {

  private static final double UNIT = 2;
  private static final int BATCH = 100;

  /** Refuses settings that prove nothing. */
  public RandomizedSmoothing {
    if (!(sigma > 0 && chosenBy >= 1 && draws >= 1 && alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException(
          ("smoothing needs sigma above 0, at least 1 draw to choose and to estimate, and alpha"
                  + " between 0 and 1, got %s, %d, %d and %s")
              .formatted(sigma, chosenBy, draws, alpha));
    }
  }

  /**
   * Proves what can be proved of an image.
   *
   * @param classifier should know images under such noise
   * @param image float32 1 x C x H x W in [-1, 1]
   * @param noise of one image
   */
  public Certificate certify(ImageClassifier classifier, Tensor image, NoiseSource noise) {
    try (NoGradGuard guard = new NoGradGuard()) {
      long[] guesses = counts(classifier, image, noise, "smoothing choice", chosenBy);
      int label = most(guesses);
      long hits = counts(classifier, image, noise, "smoothing estimate", draws)[label];
      double share = lowerBound(hits, draws, alpha);
      return share > 0.5
          ? new Certificate(
              OptionalLong.of(label),
              sigma * NormalDistribution.of(0, 1).inverseCumulativeProbability(share))
          : Certificate.ABSTAINED;
    }
  }

  /**
   * The lower end of a one-sided interval for a probability (Clopper and Pearson 1934).
   *
   * @param hits how often it happened
   * @param draws of how many
   * @param alpha how often, at most, the probability is below
   */
  static double lowerBound(long hits, long draws, double alpha) {
    return hits == 0
        ? 0
        : BetaDistribution.of(hits, draws - hits + 1.0).inverseCumulativeProbability(alpha);
  }

  private long[] counts(
      ImageClassifier classifier, Tensor image, NoiseSource noise, String purpose, int total) {
    long[] counts = null;
    Shape shape = Shape.of(image);
    for (int done = 0, batch = 0; done < total; done += BATCH, batch++) {
      int n = Math.min(BATCH, total - done);
      try (PointerScope scope = new PointerScope()) {
        Tensor normal =
            noise
                .normal(
                    batch, purpose, new Shape(n * shape.channels(), shape.height(), shape.width()))
                .reshape(shape.batch(n));
        Tensor logits = classifier.logits(image.add(normal.mul(scalar(UNIT * sigma))));
        counts = counts == null ? new long[(int) logits.size(1)] : counts;
        long[] told = new long[n];
        logits.argmax(new LongOptional(1), false).contiguous().data_ptr_long().get(told);
        for (long label : told) {
          counts[(int) label]++;
        }
      }
    }
    return counts;
  }

  private static int most(long[] counts) {
    int most = 0;
    for (int k = 1; k < counts.length; k++) {
      most = counts[k] > counts[most] ? k : most;
    }
    return most;
  }
}
