package io.tweedie.eval.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.tweedie.core.random.RandomStream;
import io.tweedie.core.tensor.Backend;
import io.tweedie.images.scene.Attribute;
import io.tweedie.images.scene.Caption;
import io.tweedie.images.scene.CaptionLength;
import io.tweedie.images.scene.CaptionedScene;
import io.tweedie.images.scene.Scene;
import io.tweedie.images.scene.SceneCode;
import io.tweedie.images.scene.SceneGrammar;
import io.tweedie.models.dense.DenseConfig;
import io.tweedie.models.dense.DenseNetwork;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SceneJudgeTest {

  @BeforeAll
  static void backend() {
    Backend.initialize();
  }

  @Test
  void countsWhatIsRight() {
    SceneGrammar grammar = new SceneGrammar(new RandomStream(4));
    CaptionedScene drawn = grammar.draw(CaptionLength.LONG);
    Caption wrong = grammar.contradictions(drawn.scene(), drawn.caption(), 1).get(0);
    int stated = wrong.stated().size();

    assertThat(Verdict.of(drawn.scene(), drawn.caption().stated()).share()).isEqualTo(1);
    Verdict verdict = Verdict.of(drawn.scene(), wrong.stated());
    assertThat(verdict.rightOnes()).isLessThan(stated);
    assertThat(verdict.share()).isEqualTo((double) verdict.rightOnes() / stated);
    assertThat(verdict.right().keySet()).containsExactlyElementsOf(wrong.stated());
    assertThat(Verdict.of(drawn.scene(), Set.<Attribute>of()).share()).isEqualTo(1);
  }

  @Test
  void countsByWhatItIsAbout() {
    Scene scene = new SceneGrammar(new RandomStream(4)).scene(2);
    Set<Attribute> stated =
        SceneGrammar.parse(
                "a large striped red seven tilted to the left in the top left, left of a ring, on a"
                    + " dotted blue background")
            .stated();
    Verdict verdict = Verdict.of(scene, stated);
    assertThat(verdict.byAspect())
        .containsOnlyKeys(
            "background", "colour", "kind", "place", "relation", "size", "texture", "tilt");
    assertThat(verdict.byAspect().get("kind").stated()).isEqualTo(2);
    assertThat(verdict.byAspect().values().stream().mapToInt(Verdict.Tally::stated).sum())
        .isEqualTo(stated.size());
    assertThat(verdict.byAspect().values().stream().mapToInt(Verdict.Tally::right).sum())
        .isEqualTo((int) verdict.rightOnes());
  }

  @Test
  void looksAtEachPictureAlone() {
    DenseNetwork network = new DenseNetwork(new DenseConfig(3, 8, 4, SceneCode.CHANNELS));
    network.parameters().initialize(1);
    try (PointerScope scope = new PointerScope();
        SceneJudge judge = new SceneJudge(network)) {
      Tensor pictures = new RandomStream(1).uniform(-1, 1, 2, 3, 64, 64);
      List<Scene> seen = judge.see(pictures);
      assertThat(seen).hasSize(2);
      assertThat(judge.judge(pictures.narrow(0, 1, 1), Set.of()).seen()).isEqualTo(seen.get(1));
      Tensor small = zeros(1, 3, 32, 32);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> judge.see(small))
          .withMessageContaining("[N, 3, 64, 64], got [1, 3, 32, 32]");
    }
  }

  @Test
  void refusesNetworksForSomethingElse() {
    try (DenseNetwork network = new DenseNetwork(new DenseConfig(3, 8, 4, 7))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new SceneJudge(network))
          .withMessage(
              "a judge of scenes needs a network of 3 channels and 90 scores, got one of 3 and 7");
    }
  }
}
