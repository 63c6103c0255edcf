package io.tweedie.models.nn;

import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Scoped;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Blocks one after another; the result of each is freed as soon as the next one has its own.
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
            Tensor before = h;
            h = Scoped.run(() -> block.forward(before, conditioning));
            if (before != x && before != h) {
              before.close();
            }
          }
          return h;
        });
  }

  @Override
  public Chain in(Compute compute) {
    return new Chain(blocks.stream().map(block -> block.in(compute)).toList());
  }
}
