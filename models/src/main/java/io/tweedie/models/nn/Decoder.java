package io.tweedie.models.nn;

import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Scoped;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * The way up of a U-Net. Before each block the features of the {@link Encoder}, the last ones
 * first, join as further channels.
 *
 * @param blocks as many as the encoder has before its middle
 */
public record Decoder(List<Block> blocks) {

  /** Copies the list. */
  public Decoder {
    blocks = List.copyOf(blocks);
  }

  /**
   * Runs the way up.
   *
   * @param features what {@link Encoder#forward} gave; freed as soon as they are used
   * @param conditioning as {@link Block#forward} takes it
   */
  public Tensor forward(List<Tensor> features, Conditioning conditioning) {
    int last = features.size() - 1;
    Tensor h = features.get(last);
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      Tensor below = h;
      Tensor skip = features.get(last - 1 - i);
      h = Scoped.run(() -> block.forward(cat(new TensorVector(below, skip), 1), conditioning));
      below.close();
      skip.close();
    }
    return h;
  }

  /** The first blocks alone; {@link #after} as many others go on with what they gave. */
  public Decoder first(int count) {
    return new Decoder(blocks.subList(0, count));
  }

  /** All but the first blocks. */
  public Decoder after(int count) {
    return new Decoder(blocks.subList(count, blocks.size()));
  }

  /** The same as a network computes it; see {@link Block#in}. */
  public Decoder in(Compute compute) {
    return new Decoder(blocks.stream().map(block -> block.in(compute)).toList());
  }
}
