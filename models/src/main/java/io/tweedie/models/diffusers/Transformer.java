package io.tweedie.models.diffusers;

import io.tweedie.core.tensor.Scoped;
import io.tweedie.models.nn.Block;
import io.tweedie.models.nn.Conditioning;
import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Linear;
import io.tweedie.models.nn.Norm;
import io.tweedie.models.nn.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Residual attention of the positions of an image to each other and to a text. */
final class Transformer implements Block {

  private static final double EPSILON = 1e-6;

  private final Norm norm;
  private final Linear in;
  private final List<TransformerLayer> layers = new ArrayList<>();
  private final Linear out;

  /** A transformer of so many layers at a level of a network. */
  Transformer(Parameters scope, UNet2dConfig config, int level) {
    int width = config.widths().get(level);
    UNet2dConfig.Transformers transformer = config.transformer();
    norm = new Norm.Group(scope.scope("norm"), width, config.groups(), EPSILON);
    in = map(scope.scope("proj_in"), width, transformer.matrices(), Initializer.FAN_IN);
    for (int i = 0; i < transformer.layers().get(level); i++) {
      layers.add(
          new TransformerLayer(
              scope.scope("transformer_blocks").scope(i),
              width,
              transformer.contextWidth(),
              config.heads().get(level)));
    }
    out = map(scope.scope("proj_out"), width, transformer.matrices(), Initializer.ZEROS);
  }

  private static Linear map(Parameters scope, int width, boolean matrix, Initializer initializer) {
    return matrix
        ? new Linear(scope, width, width, initializer)
        : Linear.ofKernel(scope, width, width, initializer);
  }

  @Override
  public Tensor forward(Tensor x, Conditioning conditioning) {
    Tensor tokens = Scoped.run(() -> in.forward(Tokens.of(norm.forward(x))));
    for (TransformerLayer layer : layers) {
      Tensor before = tokens;
      tokens = Scoped.run(() -> layer.forward(before, conditioning));
      before.close();
    }
    return x.add(Tokens.asImage(out.forward(tokens), x));
  }
}
