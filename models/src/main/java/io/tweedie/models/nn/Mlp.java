package io.tweedie.models.nn;

import static org.bytedeco.pytorch.global.torch.silu;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Affine maps with SiLU between them: smooth, so that losses may hold derivatives of what it says.
 */
public final class Mlp {

  private final List<Linear> layers = new ArrayList<>();

  /**
   * Declares the layers {@code 0}, {@code 1}, ...
   *
   * @param widths of the input, of every hidden layer and of the output
   */
  public Mlp(Parameters scope, int... widths) {
    if (widths.length < 2) {
      throw new IllegalArgumentException("an MLP needs at least an input and an output");
    }
    for (int i = 0; i < widths.length - 1; i++) {
      layers.add(new Linear(scope.scope(i), widths[i], widths[i + 1]));
    }
  }

  /** [..., first width] to [..., last width]. */
  public Tensor forward(Tensor x) {
    Tensor h = layers.get(0).forward(x);
    for (Linear layer : layers.subList(1, layers.size())) {
      h = layer.forward(silu(h));
    }
    return h;
  }
}
