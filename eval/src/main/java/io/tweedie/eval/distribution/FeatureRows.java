package io.tweedie.eval.distribution;

import io.tweedie.core.random.RandomStream;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** The features of a set of images, a row for each; more of them than memory may hold. */
public interface FeatureRows {

  /** Rows that are looked at together: few enough for any memory, the same everywhere. */
  int BLOCK = 1024;

  /** Number of images. */
  int count();

  /** Features of an image. */
  int width();

  /**
   * Some rows.
   *
   * @param which from 0 to before {@link #count}, in any order
   * @return float32 [which, width]
   */
  Tensor rows(int... which);

  /** Rows in memory, [N, width]; the tensor stays the caller's. */
  static FeatureRows of(Tensor rows) {
    if (rows.dim() != 2) {
      throw new IllegalArgumentException(
          "features of shape [N, width] are expected, got " + Arrays.toString(rows.shape()));
    }
    return new FeatureRows() {
      @Override
      public int count() {
        return (int) rows.size(0);
      }

      @Override
      public int width() {
        return (int) rows.size(1);
      }

      @Override
      public Tensor rows(int... which) {
        return rows.index_select(
            0, Tensor.create(Arrays.stream(which).asLongStream().toArray(), which.length));
      }
    };
  }

  /** Some features of each image. */
  default FeatureRows columns(int from, int width) {
    FeatureRows all = this;
    return new FeatureRows() {
      @Override
      public int count() {
        return all.count();
      }

      @Override
      public int width() {
        return width;
      }

      @Override
      public Tensor rows(int... which) {
        return all.rows(which).narrow(1, from, width);
      }
    };
  }

  /** Some of the images, or all in another order. */
  default FeatureRows chosen(int... which) {
    FeatureRows all = this;
    int[] chosen = which.clone();
    return new FeatureRows() {
      @Override
      public int count() {
        return chosen.length;
      }

      @Override
      public int width() {
        return all.width();
      }

      @Override
      public Tensor rows(int... which) {
        return all.rows(Arrays.stream(which).map(i -> chosen[i]).toArray());
      }
    };
  }

  /** Some of the images that follow each other. */
  default FeatureRows range(int from, int to) {
    return chosen(IntStream.range(from, to).toArray());
  }

  /** All of the images in random order. */
  default FeatureRows shuffled(RandomStream random) {
    return chosen(Shuffle.some(count(), count(), random));
  }

  /** Shows all rows, block by block in order; a block is freed after its visit. */
  default void blocks(Consumer<Tensor> visitor) {
    for (int from = 0; from < count(); from += BLOCK) {
      try (PointerScope scope = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        visitor.accept(rows(IntStream.range(from, Math.min(count(), from + BLOCK)).toArray()));
      }
    }
  }
}
