package io.tweedie.eval.distribution;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.cdist;

import io.tweedie.core.tensor.Backend;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * How many results look like references, and how many references have a result like them
 * (Kynkäänniemi et al., "Improved precision and recall metric for assessing generative models",
 * 2019, equation 1): the set of what looks like a set is a ball around each of its features that
 * reaches to its k-th nearest neighbour.
 *
 * @param precision share of results within the references, 0 to 1
 * @param recall share of references within the results, 0 to 1
 */
public record PrecisionRecall(double precision, double recall) {

  /** Of the paper. */
  public static final int NEIGHBOURS = 3;

  /** Distances that are held at once. */
  private static final int HELD = 1 << 22;

  /**
   * Measures both.
   *
   * @param neighbours the paper's k
   * @throws IllegalArgumentException if a set has no more images than {@code neighbours}
   */
  public static PrecisionRecall of(FeatureRows result, FeatureRows reference, int neighbours) {
    Tensor ofResult = radii(result, neighbours);
    Tensor ofReference = radii(reference, neighbours);
    try (ofResult;
        ofReference) {
      return new PrecisionRecall(
          within(result, reference, ofReference), within(reference, result, ofResult));
    }
  }

  /** The mean distance of the features of two images of a set: how varied it is. */
  public static double spread(FeatureRows rows) {
    if (rows.count() < 2) {
      throw new IllegalArgumentException("a mean over pairs takes at least 2 images");
    }
    double sum = sum(rows, rows, distances -> distances.sum().item_double());
    return sum / rows.count() / (rows.count() - 1);
  }

  /** The distance of each feature to its k-th neighbour, [N]; the caller's to close. */
  private static Tensor radii(FeatureRows rows, int neighbours) {
    if (neighbours < 1 || rows.count() <= neighbours) {
      throw new IllegalArgumentException(
          "neighbours from 1 on and more images than these are needed, got %d and %d"
              .formatted(neighbours, rows.count()));
    }
    try (PointerScope scope = new PointerScope()) {
      TensorVector radii = new TensorVector();
      sum(
          rows,
          rows,
          distances -> {
            // The nearest of all is the image itself.
            radii.push_back(distances.kthvalue(neighbours + 1L, 1, false).get0());
            return 0;
          });
      return cat(radii, 0).retainReference();
    }
  }

  private static double within(FeatureRows rows, FeatureRows centres, Tensor radii) {
    double inside =
        sum(rows, centres, distances -> distances.le(radii).any(1, false).sum().item_long());
    return inside / rows.count();
  }

  /** Shows the distances of some rows to all others, until it was all rows; adds what is said. */
  private static double sum(FeatureRows rows, FeatureRows others, ToDoubleFunction<Tensor> visit) {
    Backend.initialize();
    int step = Math.max(1, Math.min(FeatureRows.BLOCK, HELD / others.count()));
    double sum = 0;
    for (int from = 0; from < rows.count(); from += step) {
      int to = Math.min(rows.count(), from + step);
      try (PointerScope scope = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        Tensor some = rows.rows(IntStream.range(from, to).toArray()).to(ScalarType.Double);
        sum += visit.applyAsDouble(distances(some, others));
      }
    }
    return sum;
  }

  private static Tensor distances(Tensor some, FeatureRows others) {
    TensorVector parts = new TensorVector();
    others.blocks(
        block -> {
          Tensor distances = cdist(some, block.to(ScalarType.Double));
          parts.push_back(distances);
        });
    return cat(parts, 1);
  }
}
