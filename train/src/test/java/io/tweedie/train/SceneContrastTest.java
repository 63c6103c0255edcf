package io.tweedie.train;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.eye;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.tweedie.core.random.RandomStream;
import io.tweedie.core.tensor.Backend;
import io.tweedie.images.scene.Attribute;
import io.tweedie.images.scene.Caption;
import io.tweedie.images.scene.CaptionedScene;
import io.tweedie.images.scene.Kind;
import io.tweedie.images.scene.Scene;
import io.tweedie.images.scene.SceneGrammar;
import io.tweedie.images.scene.SceneObject;
import io.tweedie.models.clip.ClipActivation;
import io.tweedie.models.clip.ClipTextConfig;
import io.tweedie.models.clip.ClipTower;
import io.tweedie.models.clip.tokenizer.TokenizedText;
import io.tweedie.train.data.CaptionedScenes;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SceneContrastTest {

  @BeforeAll
  static void backend() {
    Backend.initialize();
  }

  @Test
  void theLossIsThatOfGuessingAtFirstAndNoneWhenAllIsKnown() {
    try (PointerScope scope = new PointerScope()) {
      assertThat(SceneContrast.loss(zeros(3, 9)).item_double())
          .isCloseTo((Math.log(9) + Math.log(3)) / 2, within(1e-5));
      Tensor sure = eye(3, 9).mul(scalar(50));
      assertThat(SceneContrast.loss(sure).item_double()).isCloseTo(0, within(1e-5));
      Tensor wrong = eye(3, 9).mul(scalar(-50));
      assertThat(SceneContrast.loss(wrong).item_double()).isGreaterThan(49);
    }
  }

  @Test
  void captionsThatAreTrueByChanceDoNotCount() {
    Scene scene = new SceneGrammar(new RandomStream(2)).scene(2);
    List<SceneObject> objects = scene.objects();
    Caption ofFirst = saying(objects.get(0).kind());
    Caption ofSecond = saying(objects.get(1).kind());
    Scene alone = new Scene(scene.background(), objects.subList(0, 1));
    List<CaptionedScene> drawn =
        List.of(new CaptionedScene(scene, ofSecond), new CaptionedScene(alone, ofFirst));
    try (PointerScope scope = new PointerScope()) {
      float[] mask = new float[4];
      SceneContrast.excluded(drawn, List.of(ofSecond, ofFirst)).data_ptr_float().get(mask);
      // The scene of both shows what is said of the other; that of one object does not.
      assertThat(mask).containsExactly(0, -1e4f, 0, 0);
    }
  }

  private static Caption saying(Kind kind) {
    return new Caption("a thing", Set.of(new Attribute.OfObject(kind, kind)));
  }

  @Test
  void everyCaptionHasItsTokens() {
    ClipTower tower = new ClipTower(8, 8, 1, 1, ClipActivation.GELU, 1e-5);
    CaptionTokens tokens = CaptionTokens.learn(new ClipTextConfig(tower, 754, 48, 753, 8), 3);
    for (CaptionedScene each : CaptionedScenes.heldBack(600, 5)) {
      TokenizedText text = tokens.tokenizer().encode(each.caption().text());
      assertThat(text.isCut()).as(text.text()).isFalse();
    }
    assertThat(tokens.tokenizer().tokens("a large dotted heart")).hasSize(4);
  }
}
