package io.tweedie.models.nn;

import io.tweedie.core.tensor.Compute;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The way down of a U-Net (Ronneberger et al. 2015), from the image to its lowest resolution.
 *
 * @param blocks on the way down; the result of each is kept for the way up
 * @param middle at the lowest resolution
 */
public record Encoder(List<Block> blocks, Block middle) {

  /** Copies the list. */
  public Encoder {
    blocks = List.copyOf(blocks);
  }

  /**
   * Runs the way down.
   *
   * @param x N x C x H x W
   * @param conditioning as {@link Block#forward} takes it
   * @return what each block gave, in order, and last what the middle gave
   */
  public List<Tensor> forward(Tensor x, Conditioning conditioning) {
    List<Tensor> features = new ArrayList<>();
    Tensor h = x;
    for (Block block : blocks) {
      h = block.forward(h, conditioning);
      features.add(h);
    }
    features.add(middle.forward(h, conditioning));
    return features;
  }

  /** The same as a network computes it; see {@link Block#in}. */
  public Encoder in(Compute compute) {
    return new Encoder(
        blocks.stream().map(block -> block.in(compute)).toList(), middle.in(compute));
  }
}
