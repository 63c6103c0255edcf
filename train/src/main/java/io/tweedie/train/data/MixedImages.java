package io.tweedie.train.data;

import static org.bytedeco.pytorch.global.torch.cat;

import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Images without classes of one kind, or now and then of another, whatever their place in the
 * batch.
 */
public final class MixedImages implements TrainingImages {

  private final TrainingImages usual;
  private final TrainingImages other;
  private final double share;

  /**
   * Takes over both.
   *
   * @param share of the others, 0 to 1
   */
  public MixedImages(TrainingImages usual, TrainingImages other, double share) {
    this.usual = usual;
    this.other = other;
    this.share = share;
  }

  @Override
  public Examples batch(long step, int n, SplittableRandom random) {
    Tensor[] images = new Tensor[n];
    for (int i = 0; i < n; i++) {
      TrainingImages from = random.nextDouble() < share ? other : usual;
      images[i] = from.batch(step, 1, random).images();
    }
    return new Examples(cat(new TensorVector(images), 0), null);
  }

  @Override
  public void close() {
    usual.close();
    other.close();
  }
}
