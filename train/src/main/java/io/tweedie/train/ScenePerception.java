package io.tweedie.train;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.empty;
import static org.bytedeco.pytorch.global.torch.log_softmax;
import static org.bytedeco.pytorch.global.torch.softplus;

import io.tweedie.core.tensor.Compute;
import io.tweedie.images.scene.Scene;
import io.tweedie.images.scene.SceneCode;
import io.tweedie.images.scene.SceneRenderer;
import io.tweedie.models.dense.DenseNetwork;
import io.tweedie.train.data.SceneExamples;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Learns to tell what is in a picture of a scene: whether each cell is at the centre of an object
 * (binary cross-entropy), and where it is, the object's traits (cross-entropies); and everywhere
 * the background's. Pictures are drawn as they are needed, and no two are the same.
 */
final class ScenePerception implements Objective {

  private static final int BATCH = 100;
  private static final long HELD_BACK_SEED = 0;
  private static final long TEST_SEED = 1;

  private final Recipe recipe;
  private final DenseNetwork network;
  private final SceneRenderer renderer;
  private final SceneExamples heldBack;

  /** Takes over the network. */
  ScenePerception(Recipe recipe, DenseNetwork network) {
    this.recipe = recipe;
    this.network = network;
    renderer = new SceneRenderer(recipe.crop());
    heldBack = SceneExamples.heldBack(renderer, recipe.scenes().heldBack(), HELD_BACK_SEED);
  }

  @Override
  public DenseNetwork network() {
    return network;
  }

  @Override
  public Tensor loss(long step, SplittableRandom random) {
    SceneExamples examples = SceneExamples.draw(renderer, recipe.batch(), random);
    Tensor pictures = Weathering.of(examples.pictures(), random);
    return loss(network.forward(pictures, recipe.compute()), targets(examples.scenes()));
  }

  /** The codes of scenes, N x CHANNELS x SIDE x SIDE. */
  static Tensor targets(List<Scene> scenes) {
    Tensor targets = empty(scenes.size(), SceneCode.CHANNELS, SceneCode.SIDE, SceneCode.SIDE);
    FloatBuffer buffer = targets.createBuffer();
    scenes.forEach(scene -> buffer.put(SceneCode.encode(scene)));
    return targets;
  }

  /** Sum of the means of all cross-entropies. */
  static Tensor loss(Tensor scores, Tensor targets) {
    Tensor sum = null;
    int channel = 0;
    for (int layer = 0; layer < SceneCode.LAYERS; layer++) {
      Tensor present = targets.narrow(1, channel, 1);
      Tensor marked = present.sum().add(scalar(1));
      Tensor logits = scores.narrow(1, channel, 1);
      Tensor presence = softplus(logits).sub(logits.mul(present)).sum().div(marked);
      sum = sum == null ? presence : sum.add(presence);
      channel++;
      for (int classes : SceneCode.OBJECT_ASPECTS) {
        sum = sum.add(crossEntropy(scores, targets, channel, classes).div(marked));
        channel += classes;
      }
    }
    double cells = (double) scores.size(0) * SceneCode.SIDE * SceneCode.SIDE;
    for (int classes : SceneCode.BACKGROUND_ASPECTS) {
      Tensor background = crossEntropy(scores, targets, channel, classes);
      sum = sum.add(background.div(scalar(cells)));
      channel += classes;
    }
    return sum;
  }

  private static Tensor crossEntropy(Tensor scores, Tensor targets, int channel, int classes) {
    Tensor logProbabilities = log_softmax(scores.narrow(1, channel, classes), 1);
    return logProbabilities.mul(targets.narrow(1, channel, classes)).sum().neg();
  }

  @Override
  public Assessment assess() {
    double loss = 0;
    SceneAccuracy accuracy = new SceneAccuracy();
    int count = heldBack.scenes().size();
    for (int from = 0; from < count; from += BATCH) {
      int size = Math.min(BATCH, count - from);
      loss +=
          size
              * judge(
                  heldBack.scenes().subList(from, from + size),
                  heldBack.pictures().narrow(0, from, size),
                  accuracy);
    }
    return new Assessment(loss / count, "accuracy", accuracy.percent());
  }

  private double judge(List<Scene> scenes, Tensor pictures, SceneAccuracy accuracy) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor scores = network.forward(pictures, Compute.REFERENCE).contiguous();
      FloatBuffer buffer = scores.createBuffer();
      float[] one = new float[SceneCode.CHANNELS * SceneCode.SIDE * SceneCode.SIDE];
      for (Scene scene : scenes) {
        buffer.get(one);
        accuracy.add(scene, SceneCode.decode(one));
      }
      return loss(scores, targets(scenes)).item_double();
    }
  }

  /** There is nothing to see beside the curves. */
  @Override
  public void draw(Path folder) {}

  @Override
  public Optional<String> test() {
    SceneAccuracy accuracy = new SceneAccuracy();
    try (PointerScope scope = new PointerScope()) {
      SceneExamples unseen =
          SceneExamples.heldBack(renderer, recipe.scenes().heldBack(), TEST_SEED);
      judge(unseen.scenes(), unseen.pictures(), accuracy);
    }
    StringBuilder text = new StringBuilder("test accuracy");
    accuracy
        .percent()
        .forEach(
            (aspect, percent) ->
                text.append(String.format(Locale.ROOT, "  %s: %.2f %%", aspect, percent)));
    return Optional.of(text.toString());
  }

  @Override
  public void close() {
    heldBack.pictures().close();
    network.close();
  }
}
