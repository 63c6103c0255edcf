package io.tweedie.train.data;

import io.tweedie.core.random.RandomStream;
import io.tweedie.images.scene.CaptionLength;
import io.tweedie.images.scene.CaptionedScene;
import io.tweedie.images.scene.SceneGrammar;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Scenes with captions, whose lengths come in turn. */
public final class CaptionedScenes {

  private CaptionedScenes() {}

  /**
   * Draws scenes with captions.
   *
   * @param count how many
   * @param lengths of the captions, over and over
   * @param random where they come from
   */
  public static List<CaptionedScene> draw(
      int count, List<CaptionLength> lengths, RandomGenerator random) {
    SceneGrammar grammar = new SceneGrammar(random);
    return IntStream.range(0, count)
        .mapToObj(i -> grammar.draw(lengths.get(i % lengths.size())))
        .toList();
  }

  /**
   * Scenes of all lengths that no training sees: they come from another stream than those of any
   * step.
   */
  public static List<CaptionedScene> heldBack(int count, long seed) {
    return draw(
        count,
        List.of(CaptionLength.values()),
        new RandomStream(seed, "held back scenes with captions"));
  }
}
