package io.tweedie.eval.distribution;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * How sure a classifier is of each image and how many classes there are among all: exp E KL(p(class
 * | image) || p(class)), from 1 to the number of classes (Salimans et al., "Improved techniques for
 * training GANs", 2016, section 4). With Inception's logits this is the inception score.
 */
public final class InceptionScore {

  private InceptionScore() {}

  /**
   * The score of each part of the images, in the order given.
   *
   * @param logits unnormalised log probabilities
   * @param parts in how many they are divided; as many as there are images if those are fewer
   * @throws IllegalArgumentException if there is no image, or no part
   */
  public static Estimate of(FeatureRows logits, int parts) {
    int count = logits.count();
    if (count == 0 || parts < 1) {
      throw new IllegalArgumentException(
          "a score takes images and at least 1 part, got %d and %d".formatted(count, parts));
    }
    int taken = Math.min(parts, count);
    double[] scores = new double[taken];
    for (int i = 0; i < taken; i++) {
      int from = (int) ((long) i * count / taken);
      int to = (int) ((long) (i + 1) * count / taken);
      scores[i] = score(logits.range(from, to));
    }
    return Estimate.of(scores);
  }

  /** From the mean negative entropy of images, and the entropy of their mean. */
  private static double score(FeatureRows logits) {
    double[] shares = new double[logits.width()];
    double[] certainty = {0};
    logits.blocks(
        block -> {
          Tensor logarithms = block.to(ScalarType.Double).log_softmax(1);
          Tensor probabilities = logarithms.exp();
          certainty[0] += probabilities.mul(logarithms).sum().item_double();
          double[] sums = new double[shares.length];
          probabilities.sum(0).contiguous().data_ptr_double().get(sums);
          Arrays.setAll(shares, k -> shares[k] + sums[k]);
        });
    double variety = 0;
    for (double sum : shares) {
      double share = sum / logits.count();
      variety -= share > 0 ? share * Math.log(share) : 0;
    }
    return Math.exp(certainty[0] / logits.count() + variety);
  }
}
