package io.tweedie.models.adm;

import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.models.nn.Attention;
import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.nn.Parameters;
import io.tweedie.models.nn.Projection;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Attention pooling as in CLIP (Radford et al. 2021, section 2.4): the mean of all positions joins
 * them as one more, and what attention gives there is the result.
 */
final class AttentionPool {

  private final Parameter positions;
  private final Projection qkv;
  private final Projection out;
  private final int heads;
  private final int side;

  AttentionPool(Parameters scope, ClassifierConfig config, int width) {
    AdmConfig trunk = config.trunk();
    side = config.imageSize() / trunk.sizeMultiple();
    heads = trunk.heads(width, 1);
    positions =
        scope.declareTable(
            "positional_embedding", Initializer.ZEROS, width, (long) side * side + 1);
    qkv = new Projection(scope.scope("qkv_proj"), width, 3L * width, Initializer.FAN_IN);
    out = new Projection(scope.scope("c_proj"), width, config.outChannels(), Initializer.FAN_IN);
  }

  /** N x C x side x side to N x classes. */
  Tensor forward(Tensor x) {
    if (x.size(2) != side || x.size(3) != side) {
      throw new IllegalArgumentException(
          "attention pooling is for features of %d x %d, got %d x %d; resize the images to image_size"
              .formatted(side, side, x.size(2), x.size(3)));
    }
    Tensor all = x.flatten(2, 3);
    Tensor tokens = cat(new TensorVector(all.mean(2).unsqueeze(2), all), 2);
    Tensor attended =
        Attention.QKV_FIRST.attend(qkv.forward(tokens.add(positions.beside(tokens))), heads);
    return out.forward(attended.narrow(2, 0, 1)).squeeze(2);
  }
}
