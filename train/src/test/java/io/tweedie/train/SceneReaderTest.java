package io.tweedie.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.core.random.RandomStream;
import io.tweedie.core.tensor.Backend;
import io.tweedie.images.scene.Kind;
import io.tweedie.images.scene.Place;
import io.tweedie.images.scene.Scene;
import io.tweedie.images.scene.SceneCode;
import io.tweedie.images.scene.SceneGrammar;
import io.tweedie.images.scene.SceneObject;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.nn.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SceneReaderTest {

  @BeforeAll
  static void backend() {
    Backend.initialize();
  }

  /** Vectors say left or right and nothing else; the reader finds out where that is. */
  @Test
  void learnsWhereThingsAreFromVectorsThatTell() {
    Parameters parameters = new Parameters();
    SceneReader reader = SceneReader.of(parameters, 2);
    parameters.initialize(1);
    List<Scene> scenes = new ArrayList<>();
    List<Float> said = new ArrayList<>();
    SceneGrammar grammar = new SceneGrammar(new RandomStream(3));
    while (scenes.size() < 24) {
      Scene scene = grammar.scene(1);
      SceneObject object = scene.objects().get(0);
      if (Place.LEFT.isOf(object) || Place.RIGHT.isOf(object)) {
        scenes.add(scene);
        said.add(Place.LEFT.isOf(object) ? -1f : 1f);
      }
    }
    float[] vectors = new float[2 * scenes.size()];
    for (int i = 0; i < scenes.size(); i++) {
      vectors[2 * i] = said.get(i);
      vectors[2 * i + 1] = 1;
    }
    try (PointerScope scope = new PointerScope()) {
      Tensor told = Tensor.create(vectors, scenes.size(), 2);
      Tensor targets = ScenePerception.targets(scenes);
      TensorVector learned = new TensorVector();
      for (Parameter parameter : parameters.all()) {
        parameter.value().requires_grad_(true);
        learned.push_back(parameter.value());
      }
      assertThat(massOnTheLeft(reader, -1)).isBetween(0.4, 0.6);
      Adam adam = new Adam(learned, new AdamOptions(3e-3));
      for (int step = 0; step < 60; step++) {
        adam.zero_grad();
        ScenePerception.loss(reader.scores(told), targets).backward();
        adam.step();
      }
      assertThat(massOnTheLeft(reader, -1)).isGreaterThan(0.8);
      assertThat(massOnTheLeft(reader, 1)).isLessThan(0.2);
    }
  }

  /** Heads begin at what is usual: that a cell is the centre of an object is rare. */
  @Test
  void beginsAtWhatIsUsual() {
    Parameters parameters = new Parameters();
    SceneReader reader = SceneReader.of(parameters, 2);
    parameters.initialize(1);
    try (PointerScope scope = new PointerScope()) {
      Tensor scores = reader.scores(Tensor.create(new float[] {1, 1}, 1, 2));
      assertThat(scores.select(1, 0).sigmoid().mean().item_double()).isLessThan(0.05);
      assertThat(scores.select(1, SceneCode.LAYER_CHANNELS).sigmoid().mean().item_double())
          .isLessThan(0.005);
      int kind = Kind.values().length;
      assertThat(scores.narrow(1, 1, kind).abs().mean().item_double()).isLessThan(2);
    }
  }

  private static double massOnTheLeft(SceneReader reader, float said) {
    Tensor centres =
        reader.scores(Tensor.create(new float[] {said, 1}, 1, 2)).select(1, 0).sigmoid();
    int half = SceneCode.SIDE / 2;
    return centres.narrow(2, 0, half).sum().item_double() / centres.sum().item_double();
  }
}
