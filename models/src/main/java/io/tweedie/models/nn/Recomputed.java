package io.tweedie.models.nn;

import io.tweedie.core.sampling.Tape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * A block that runs again when its gradient is taken, and keeps its inputs alone until then.
 *
 * @param block whose parameters want no gradients
 */
record Recomputed(Block block) implements Block {

  @Override
  public Tensor forward(Tensor x, Conditioning conditioning) {
    List<Tensor> inputs = new ArrayList<>(List.of(x, conditioning.embedding()));
    conditioning.context().ifPresent(inputs::add);
    return Tape.recomputed(
        inputs,
        given -> block.forward(given.get(0), new Conditioning(given.get(1), context(given))));
  }

  private static Optional<Tensor> context(List<Tensor> given) {
    return given.stream().skip(2).findFirst();
  }
}
