package io.tweedie.eval.comparison;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.bmm;
import static org.bytedeco.pytorch.global.torch.clamp;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/** What is measured of images that were drawn class by class. */
final class Judged {

  /** Black images have no direction; their similarity counts as none. */
  private static final double LEAST_NORM = 1e-12;

  private Judged() {}

  /**
   * The share of each class's images that a classifier takes for that class.
   *
   * @param logits of the classifier, K n x K: n images of class 0, then n of class 1, and so on
   * @param classes K
   * @return for each class, in [0, 1]
   */
  static List<Double> accuracies(Tensor logits, int classes) {
    int perClass = (int) logits.size(0) / classes;
    long[] taken = new long[(int) logits.size(0)];
    logits.argmax(new LongOptional(1), false).data_ptr_long().get(taken);
    return IntStream.range(0, classes)
        .mapToObj(
            k ->
                IntStream.range(k * perClass, (k + 1) * perClass)
                    .mapToDouble(i -> taken[i] == k ? 1 : 0)
                    .average()
                    .orElseThrow())
        .toList();
  }

  /**
   * Intra-class diversity: the mean over classes of 1 - the mean cosine similarity of all pairs of
   * images of the class, with pixels from black, 0, to white, 1. It is 0 if all images of a class
   * are the same but for their brightness, and 1 if no two share a bright pixel.
   *
   * @param images K n x C x H x W in [-1, 1], n of class 0, then n of class 1, and so on; n at
   *     least 2; values outside are clamped
   * @param classes K
   */
  static double diversity(Tensor images, int classes) {
    long perClass = images.size(0) / classes;
    Tensor light = clamp(images.add(scalar(1)), new ScalarOptional(scalar(0)), two());
    Tensor flat = light.reshape(classes, perClass, -1);
    Tensor norm = flat.square().sum(new long[] {2}, true, null).sqrt();
    Tensor unit = flat.div(norm.clamp_min(scalar(LEAST_NORM)));
    Tensor similarity = bmm(unit, unit.transpose(1, 2));
    double[] all = new double[classes];
    for (int k = 0; k < classes; k++) {
      Tensor pairs = similarity.select(0, k);
      double ofOthers = pairs.sum().item_double() - pairs.trace().item_double();
      all[k] = 1 - ofOthers / (perClass * (perClass - 1));
    }
    return DoubleStream.of(all).average().orElseThrow();
  }

  private static ScalarOptional two() {
    return new ScalarOptional(scalar(2));
  }
}
