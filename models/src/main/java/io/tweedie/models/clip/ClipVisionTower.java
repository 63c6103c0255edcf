package io.tweedie.models.clip;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.linear;

import io.tweedie.core.tensor.Batching;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Device;
import io.tweedie.core.tensor.Scoped;
import io.tweedie.models.nn.Attention;
import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Norm;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.nn.Parameters;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The image tower: patches and one token for the whole, a transformer that sees everything. */
final class ClipVisionTower {

  private final ClipVisionConfig config;
  private final Parameter classToken;
  private final Parameter patchKernel;
  private final Parameter positionTable;
  private final Norm firstNorm;
  private final ClipTransformer transformer;
  private final Norm finalNorm;

  /** Declares the layers below {@code vision_model}. */
  ClipVisionTower(Parameters parameters, ClipVisionConfig config) {
    this.config = config;
    Parameters scope = parameters.scope("vision_model");
    int width = config.tower().width();
    Parameters embeddings = scope.scope("embeddings");
    classToken = embeddings.declare("class_embedding", Initializer.SMALL_NORMAL, width);
    int patch = config.patchSize();
    patchKernel =
        embeddings
            .scope("patch_embedding")
            .declare("weight", Initializer.FAN_IN, width, config.channels(), patch, patch);
    positionTable =
        embeddings
            .scope("position_embedding")
            .declareTable("weight", Initializer.SMALL_NORMAL, 1L + config.patches(), width);
    double epsilon = config.tower().epsilon();
    // So it is spelled in every checkpoint.
    firstNorm = new Norm.Layer(scope.scope("pre_layrnorm"), width, epsilon);
    transformer = new ClipTransformer(scope, config.tower(), Attention::ofTokens);
    finalNorm = new Norm.Layer(scope.scope("post_layernorm"), width, epsilon);
  }

  /** Prepared images, float32 N x C x H x W, to one vector each, float32 [N, D]. */
  Tensor encode(Tensor images, boolean training, Compute compute) {
    long side = config.imageSize();
    boolean fits =
        images.dim() == 4
            && images.size(0) > 0
            && images.size(1) == config.channels()
            && images.size(2) == side
            && images.size(3) == side;
    if (!fits) {
      throw new IllegalArgumentException(
          "expected images of shape [N, %d, %d, %d], got %s; prepare them as the model wants them"
              .formatted(config.channels(), side, side, Arrays.toString(images.shape())));
    }
    if (training || compute.batching() == Batching.FAST) {
      return run(images, compute);
    }
    TensorVector each = new TensorVector();
    for (long i = 0; i < images.size(0); i++) {
      each.push_back(run(images.narrow(0, i, 1), compute));
    }
    return cat(each, 0);
  }

  private Tensor run(Tensor images, Compute compute) {
    return Scoped.run(
        () -> {
          Tensor x = compute.device().move(images, compute.precision().scalarType());
          Tensor patches = patches(x);
          Tensor patchTokens = linear(patches, patchKernel.like(patches).flatten(1, -1));
          Tensor whole = classToken.like(x).view(1, 1, -1).expand(x.size(0), 1, -1);
          Tensor tokens = cat(new TensorVector(whole, patchTokens), 1).add(positionTable.like(x));
          Tensor seen = transformer.forward(firstNorm.forward(tokens), config.tower().layers());
          Tensor first = finalNorm.forward(seen.select(1, 0));
          return Device.of(images).move(first, ScalarType.Float);
        });
  }

  /** N x C x H x W to N x patches x (C p p), each row as a kernel of the checkpoint lies. */
  private Tensor patches(Tensor x) {
    long patch = config.patchSize();
    long side = config.imageSize() / patch;
    return x.reshape(x.size(0), x.size(1), side, patch, side, patch)
        .permute(0, 2, 4, 1, 3, 5)
        .reshape(x.size(0), side * side, x.size(1) * patch * patch);
  }
}
