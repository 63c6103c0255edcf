package io.tweedie.models.clip;

import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.TensorInfo;
import java.util.List;

/** Knows the architecture of a checkpoint of OpenAI's code by the shapes in it. */
final class OriginalClip {

  private static final int CHANNELS_PER_HEAD = 64;
  private static final double EPSILON = 1e-5;

  private final Checkpoint file;

  private OriginalClip(Checkpoint file) {
    this.file = file;
  }

  /**
   * The architecture.
   *
   * @throws IllegalArgumentException if a tensor is missing, or the image tower is of another kind
   */
  static ClipConfig config(Checkpoint file) {
    return new OriginalClip(file).config();
  }

  private ClipConfig config() {
    if (file.tensors().keySet().stream().anyMatch(name -> name.startsWith("visual.layer1."))) {
      throw new IllegalArgumentException(
          file.file()
              + ": its image tower is a ResNet, which is not supported; take a CLIP whose name has"
              + " ViT in it");
    }
    int patchSize = size("visual.conv1.weight", 2);
    int side = (int) Math.round(Math.sqrt(size("visual.positional_embedding", 0) - 1));
    int projection = size("text_projection", 1);
    return new ClipConfig(
        new ClipTextConfig(
            tower("", size("ln_final.weight", 0)),
            size("token_embedding.weight", 0),
            size("positional_embedding", 0),
            ClipTextConfig.LARGEST_TOKEN,
            projection),
        new ClipVisionConfig(
            tower("visual.", size("visual.conv1.weight", 0)),
            size("visual.conv1.weight", 1),
            side * patchSize,
            patchSize),
        projection);
  }

  private ClipTower tower(String prefix, int width) {
    String blocks = prefix + "transformer.resblocks.";
    int layers = 0;
    while (file.tensors().containsKey(blocks + layers + ".ln_1.weight")) {
      layers++;
    }
    return new ClipTower(
        width,
        size(blocks + "0.mlp.c_fc.weight", 0),
        layers,
        Math.max(1, width / CHANNELS_PER_HEAD),
        ClipActivation.QUICK_GELU,
        EPSILON);
  }

  private int size(String name, int dimension) {
    TensorInfo info = file.tensors().get(name);
    List<Long> shape = info == null ? List.of() : info.shape();
    if (shape.size() <= dimension) {
      throw new IllegalArgumentException(
          "%s: a checkpoint of CLIP has the tensor %s, with %d dimensions or more; this one has %s"
              .formatted(
                  file.file(),
                  name,
                  dimension + 1,
                  info == null ? "none" : "one of shape " + shape));
    }
    return Math.toIntExact(shape.get(dimension));
  }
}
