package io.tweedie.train;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.tweedie.core.random.RandomStream;
import io.tweedie.core.tensor.Backend;
import io.tweedie.images.scene.Background;
import io.tweedie.images.scene.Colour;
import io.tweedie.images.scene.Pattern;
import io.tweedie.images.scene.Scene;
import io.tweedie.images.scene.SceneGrammar;
import io.tweedie.images.scene.SceneObject;
import io.tweedie.images.scene.SceneRenderer;
import io.tweedie.train.data.SceneExamples;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ScenePerceptionTest {

  @BeforeAll
  static void backend() {
    Backend.initialize();
  }

  @Test
  void theLossIsThatOfGuessingAtFirstAndNoneWhenAllIsKnown() {
    SceneGrammar grammar = new SceneGrammar(new RandomStream(1));
    try (PointerScope scope = new PointerScope()) {
      Tensor targets = ScenePerception.targets(List.of(grammar.scene(1), grammar.scene(1)));
      Tensor sure = targets.sub(scalar(0.5)).mul(scalar(60));

      assertThat(ScenePerception.loss(sure, targets).item_double()).isCloseTo(0, within(1e-4));
      // Eight of 512 cells in each of two layers are marked, all in the first; one is added to
      // each number of marks.
      double presence = 512 * Math.log(2) * (1.0 / 9 + 1);
      double traits = 8.0 / 9 * Math.log(18.0 * 9 * 3 * 3 * 4);
      double background = Math.log(9 * 5);
      assertThat(ScenePerception.loss(zeros(targets.shape()), targets).item_double())
          .isCloseTo(presence + traits + background, within(1e-2));
    }
  }

  @Test
  void whatIsNotSeenCounts() {
    SceneGrammar grammar = new SceneGrammar(new RandomStream(1));
    Scene truth = grammar.scene(2);
    SceneObject first = truth.objects().get(0);
    Colour other = first.colour() == Colour.RED ? Colour.BLUE : Colour.RED;
    SceneObject recoloured =
        new SceneObject(
            first.kind(), other, first.size(), first.x(), first.y(), first.tilt(), first.texture());
    Pattern pattern =
        truth.background().pattern() == Pattern.PLAIN ? Pattern.DOTTED : Pattern.PLAIN;
    Scene seen =
        new Scene(new Background(truth.background().colour(), pattern), List.of(recoloured));
    SceneAccuracy accuracy = new SceneAccuracy();
    accuracy.add(truth, truth);
    assertThat(accuracy.percent()).allSatisfy((aspect, p) -> assertThat(p).isEqualTo(100));

    accuracy.add(truth, seen);

    assertThat(accuracy.percent())
        .containsEntry("kind", 75.0)
        .containsEntry("colour", 50.0)
        .containsEntry("tilt", 75.0)
        .containsEntry("background", 100.0)
        .containsEntry("pattern", 50.0)
        .containsEntry("count", 50.0)
        .containsEntry("all", 100 * (14 + 6) / 28.0);
  }

  @Test
  void weatheringIsRepeatableAndGentle() {
    SceneRenderer renderer = new SceneRenderer(32);
    try (PointerScope scope = new PointerScope()) {
      Tensor pictures = SceneExamples.heldBack(renderer, 16, 1).pictures();

      Tensor weathered = Weathering.of(pictures, new SplittableRandom(3));

      assertThat(weathered.equal(Weathering.of(pictures, new SplittableRandom(3)))).isTrue();
      assertThat(weathered.equal(Weathering.of(pictures, new SplittableRandom(4)))).isFalse();
      for (int i = 0; i < 16; i++) {
        Tensor change = weathered.narrow(0, i, 1).sub(pictures.narrow(0, i, 1));
        assertThat(change.square().mean().item_double()).isPositive().isLessThan(0.2);
        assertThat(change.mean().item_double()).isCloseTo(0, within(0.17));
      }
    }
  }
}
