package io.tweedie.train;

import static io.tweedie.core.tensor.Scalars.scalar;
import static io.tweedie.core.tensor.Scalars.times;
import static org.bytedeco.pytorch.global.torch.arange;
import static org.bytedeco.pytorch.global.torch.cos;
import static org.bytedeco.pytorch.global.torch.einsum;
import static org.bytedeco.pytorch.global.torch.silu;

import io.tweedie.images.scene.SceneCode;
import io.tweedie.models.nn.Conv2d;
import io.tweedie.models.nn.Norm;
import io.tweedie.models.nn.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Tells from a vector, of a picture or of a text, what is in each cell of a scene, as {@link
 * SceneCode} has it. Contrasts alone are satisfied by colours and backgrounds, which tell captions
 * of a batch apart; this asks for the rest. It helps a network to learn and is no part of it.
 */
record SceneReader(Conv2d said, Conv2d place, Norm norm, Conv2d features, Conv2d scores) {

  /** What the names of its parameters begin with. */
  static final String NAME = "reader";

  private static final int WIDTH = 128;
  private static final int WAVES = 4;

  /** Of a cell to be at the centre of an object, by the layers of {@link SceneCode}. */
  private static final float[] LOG_ODDS_OF_CENTRES = {-4, -7};

  /**
   * Declares its layers.
   *
   * @param parameters of the network that learns
   * @param vector length of its vectors
   */
  static SceneReader of(Parameters parameters, long vector) {
    Parameters scope = parameters.scope(NAME).inFloat32();
    return new SceneReader(
        new Conv2d(scope.scope("said"), vector, WIDTH, 1),
        new Conv2d(scope.scope("place"), WAVES * WAVES, WIDTH, 1),
        new Norm.Group(scope.scope("norm"), WIDTH, 1, 1e-5),
        new Conv2d(scope.scope("features"), WIDTH, WIDTH, 1),
        new Conv2d(scope.scope("scores"), WIDTH, SceneCode.CHANNELS, 1));
  }

  /**
   * Reads.
   *
   * @param vectors N x length
   * @return N x {@link SceneCode#CHANNELS} x {@link SceneCode#SIDE} x {@link SceneCode#SIDE}
   */
  Tensor scores(Tensor vectors) {
    Tensor vector = vectors.to(ScalarType.Float).unsqueeze(2).unsqueeze(3);
    // A product, because what is said of a place holds there and nowhere else.
    Tensor asked = norm.activated(said.forward(vector).mul(place.forward(places())));
    return aboveUsual(scores.forward(silu(features.forward(asked))));
  }

  /** The first cosines across and down, 1 x WAVES^2 x SIDE x SIDE. */
  private static Tensor places() {
    Tensor along = arange(scalar(SceneCode.SIDE)).add(scalar(0.5));
    Tensor wave = arange(scalar(WAVES)).unsqueeze(1);
    Tensor cosines = cos(times(Math.PI / SceneCode.SIDE, wave.mul(along)));
    return einsum("iy,jx->ijyx", new TensorVector(cosines, cosines))
        .reshape(1, -1, SceneCode.SIDE, SceneCode.SIDE);
  }

  /**
   * Scores counted from what is usual: hardly a cell is the centre of an object. Heads that began
   * at even odds would push all that they listen to to say just that.
   */
  static Tensor aboveUsual(Tensor scores) {
    float[] usual = new float[SceneCode.CHANNELS];
    for (int layer = 0; layer < SceneCode.LAYERS; layer++) {
      usual[layer * SceneCode.LAYER_CHANNELS] = LOG_ODDS_OF_CENTRES[layer];
    }
    return scores.add(Tensor.create(usual, 1, SceneCode.CHANNELS, 1, 1));
  }
}
