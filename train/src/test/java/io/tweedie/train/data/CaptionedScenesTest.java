package io.tweedie.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.core.random.RandomStream;
import io.tweedie.images.scene.CaptionLength;
import io.tweedie.images.scene.CaptionedScene;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CaptionedScenesTest {

  /** Short captions are mostly of one object, long ones of two and more. */
  @Test
  void lengthsComeInTurn() {
    List<CaptionedScene> drawn =
        CaptionedScenes.draw(
            300,
            List.of(CaptionLength.SHORT, CaptionLength.SHORT, CaptionLength.LONG),
            new RandomStream(3));
    assertThat(objects(drawn, 0)).isBetween(1.0, 1.4);
    assertThat(objects(drawn, 1)).isBetween(1.0, 1.4);
    assertThat(objects(drawn, 2)).isGreaterThan(2);
  }

  private static double objects(List<CaptionedScene> drawn, int place) {
    return IntStream.range(0, drawn.size())
        .filter(i -> i % 3 == place)
        .map(i -> drawn.get(i).scene().objects().size())
        .average()
        .orElseThrow();
  }
}
