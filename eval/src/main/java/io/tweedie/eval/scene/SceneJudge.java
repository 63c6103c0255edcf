package io.tweedie.eval.scene;

import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Compute;
import io.tweedie.images.scene.Attribute;
import io.tweedie.images.scene.Scene;
import io.tweedie.images.scene.SceneCode;
import io.tweedie.images.scene.SceneRenderer;
import io.tweedie.models.dense.DenseNetwork;
import io.tweedie.models.nn.Network;
import io.tweedie.models.prior.ModelSpec;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Looks at pictures of scenes and says which attributes are right. It has learned from rendered
 * scenes only, and never from what a generator draws.
 */
public final class SceneJudge implements AutoCloseable {

  private static final int SIDE = SceneRenderer.USUAL_SIDE;

  private final DenseNetwork network;

  /**
   * A judge that asks a network.
   *
   * @param network for scenes, whose scores are those of {@link SceneCode}; freed with the judge
   */
  public SceneJudge(DenseNetwork network) {
    if (network.config().outChannels() != SceneCode.CHANNELS || network.inChannels() != 3) {
      throw new IllegalArgumentException(
          "a judge of scenes needs a network of 3 channels and %d scores, got one of %d and %d"
              .formatted(SceneCode.CHANNELS, network.inChannels(), network.config().outChannels()));
    }
    this.network = network;
  }

  /**
   * Loads a judge.
   *
   * @param folder holds {@code model.json} and the weights it names
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if they are not of a judge of scenes
   */
  public static SceneJudge load(Path folder) throws IOException {
    Backend.initialize();
    ModelSpec spec = ModelSpec.read(folder.resolve(ModelSpec.FILE));
    Network network = spec.loadFrom(folder);
    try {
      if (network instanceof DenseNetwork dense) {
        return new SceneJudge(dense);
      }
      throw new IllegalArgumentException(
          "model %s is of architecture %s; judges of scenes are dense"
              .formatted(spec.name(), spec.architecture()));
    } catch (IllegalArgumentException e) {
      network.close();
      throw e;
    }
  }

  /**
   * What is seen in pictures, one by one.
   *
   * @param pictures float32 N x 3 x 64 x 64 in [-1, 1]
   */
  public List<Scene> see(Tensor pictures) {
    if (pictures.dim() != 4
        || pictures.size(1) != 3
        || pictures.size(2) != SIDE
        || pictures.size(3) != SIDE) {
      throw new IllegalArgumentException(
          "the judge of scenes needs pictures of shape [N, 3, %d, %d], got %s; resize them"
              .formatted(SIDE, SIDE, Arrays.toString(pictures.shape())));
    }
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor scores = network.forward(pictures, Compute.REFERENCE).contiguous();
      FloatBuffer buffer = scores.createBuffer();
      float[] one = new float[SceneCode.CHANNELS * SceneCode.SIDE * SceneCode.SIDE];
      List<Scene> seen = new ArrayList<>();
      for (long i = 0; i < pictures.size(0); i++) {
        buffer.get(one);
        seen.add(SceneCode.decode(one));
      }
      return seen;
    }
  }

  /**
   * Which attributes are right of one picture.
   *
   * @param picture float32 1 x 3 x 64 x 64 in [-1, 1]
   * @param stated what a caption says of it
   */
  public Verdict judge(Tensor picture, Set<Attribute> stated) {
    return Verdict.of(see(picture).get(0), stated);
  }

  /** Frees the network. */
  @Override
  public void close() {
    network.close();
  }
}
