package io.tweedie.models.lpips;

import io.tweedie.core.tensor.Scoped;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * The layers of a network between two of the places where LPIPS looks at its features.
 *
 * @param layers in their order
 * @param channels of the features after them
 */
record Stage(List<UnaryOperator<Tensor>> layers, long channels) {

  Stage {
    layers = List.copyOf(layers);
  }

  Tensor forward(Tensor x) {
    return Scoped.run(
        () -> {
          Tensor h = x;
          for (UnaryOperator<Tensor> layer : layers) {
            h = layer.apply(h);
          }
          return h;
        });
  }
}
