package io.tweedie.models.nn;

import io.tweedie.core.tensor.Scoped;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Blocks one after another, of which only the last result stays in memory.
 *
 * @param blocks at least one
 */
public record Chain(List<Block> blocks) implements Block {

  /** Copies the list. */
  public Chain {
    blocks = List.copyOf(blocks);
  }

  /** A chain of these blocks. */
  public static Chain of(Block... blocks) {
    return new Chain(List.of(blocks));
  }

  @Override
  public Tensor forward(Tensor x, Conditioning conditioning) {
    return Scoped.run(
        () -> {
          Tensor h = x;
          for (Block block : blocks) {
            h = block.forward(h, conditioning);
          }
          return h;
        });
  }
}
