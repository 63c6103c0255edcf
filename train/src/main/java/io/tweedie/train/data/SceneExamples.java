package io.tweedie.train.data;

import io.tweedie.core.random.RandomStream;
import io.tweedie.images.scene.Scene;
import io.tweedie.images.scene.SceneGrammar;
import io.tweedie.images.scene.SceneRenderer;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * Scenes and their pictures.
 *
 * @param scenes what is seen
 * @param pictures float32 N x 3 x side x side in [-1, 1]
 */
public record SceneExamples(List<Scene> scenes, Tensor pictures) {

  /**
   * Scenes of one to three objects, drawn at random.
   *
   * @param renderer that draws them
   * @param count how many
   * @param random where they come from
   */
  public static SceneExamples draw(SceneRenderer renderer, int count, RandomGenerator random) {
    SceneGrammar grammar = new SceneGrammar(random);
    List<Scene> scenes =
        Stream.generate(() -> grammar.scene(1 + random.nextInt(SceneGrammar.MOST_OBJECTS)))
            .limit(count)
            .toList();
    return new SceneExamples(scenes, renderer.render(scenes));
  }

  /** Scenes that no training sees: they come from another stream than those of any step. */
  public static SceneExamples heldBack(SceneRenderer renderer, int count, long seed) {
    return draw(renderer, count, new RandomStream(seed, "held back scenes"));
  }
}
