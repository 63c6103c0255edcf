package io.tweedie.images.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.core.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SceneCodeTest {

  /** Logits of a network that is sure of what a code says. */
  private static float[] certain(float[] code) {
    float[] logits = new float[code.length];
    for (int i = 0; i < code.length; i++) {
      logits[i] = 8 * (2 * code[i] - 1);
    }
    return logits;
  }

  @Property(tries = 500)
  void whatIsEncodedIsSeen(@ForAll long seed) {
    SceneGrammar grammar = new SceneGrammar(new RandomStream(seed));
    Scene scene = grammar.scene(1 + (int) Math.floorMod(seed, 3L));

    Scene seen = SceneCode.decode(certain(SceneCode.encode(scene)));

    assertThat(seen.background()).isEqualTo(scene.background());
    assertThat(seen.objects()).hasSameSizeAs(scene.objects());
    for (SceneObject object : scene.objects()) {
      SceneObject found = seen.find(object.kind()).orElseThrow();
      assertThat(found).usingRecursiveComparison().ignoringFields("x", "y").isEqualTo(object);
      assertThat(found.x()).isCloseTo(object.x(), within(0.5 / SceneCode.SIDE + 1e-9));
      assertThat(found.y()).isCloseTo(object.y(), within(0.5 / SceneCode.SIDE + 1e-9));
      assertThat(found.place()).isEqualTo(object.place());
    }
    for (CaptionLength length : CaptionLength.values()) {
      assertThat(grammar.caption(scene, length).stated())
          .filteredOn(attribute -> !isClose(attribute, scene))
          .allMatch(attribute -> attribute.holdsIn(seen));
    }
  }

  /** Whether rounding both centres to cells could turn a relation. */
  private static boolean isClose(Attribute attribute, Scene scene) {
    if (!(attribute instanceof Attribute.Related related)) {
      return false;
    }
    SceneObject a = scene.find(related.kind()).orElseThrow();
    SceneObject b = scene.find(related.other()).orElseThrow();
    double dx = Math.abs(a.x() - b.x());
    double dy = Math.abs(a.y() - b.y());
    return Math.abs(dx - dy) < 2.0 / SceneCode.SIDE;
  }

  @Test
  void nothingIsSeenWhereNothingIsLikely() {
    Scene empty = new Scene(new Background(Colour.PINK, Pattern.CHECKED), List.of());
    assertThat(SceneCode.decode(certain(SceneCode.encode(empty)))).isEqualTo(empty);
  }

  @Test
  void whatIsSeenTwiceNearbyCountsOnce() {
    Scene scene = new SceneGrammar(new RandomStream(2)).scene(1);
    SceneObject object = scene.objects().get(0);
    List<SceneObject> twice = new ArrayList<>(scene.objects());
    twice.add(
        new SceneObject(
            object.kind(),
            object.colour(),
            object.size(),
            object.x() + 0.1,
            object.y(),
            object.tilt(),
            object.texture()));

    Scene seen = SceneCode.decode(certain(SceneCode.encode(new Scene(scene.background(), twice))));

    assertThat(seen.objects()).hasSize(1);
  }

  @Test
  void refusesScoresOfSomethingElse() {
    assertThatThrownBy(() -> SceneCode.decode(new float[10]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a scene is read from 23040 scores, got 10");
  }
}
