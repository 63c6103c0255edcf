package io.tweedie.eval.metric;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.linspace;

import io.tweedie.core.tensor.Compute;
import io.tweedie.models.clip.ClipActivation;
import io.tweedie.models.clip.ClipConfig;
import io.tweedie.models.clip.ClipImages;
import io.tweedie.models.clip.ClipModel;
import io.tweedie.models.clip.ClipTextConfig;
import io.tweedie.models.clip.ClipTower;
import io.tweedie.models.clip.ClipVisionConfig;
import io.tweedie.models.clip.tokenizer.BytePairVocabulary;
import io.tweedie.models.clip.tokenizer.ClipTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipScoreTest {

  private static final ClipTower TOWER =
      new ClipTower(16, 32, 1, 2, ClipActivation.QUICK_GELU, 1e-5);

  @TempDir Path folder;

  private PointerScope scope;
  private ClipTokenizer tokenizer;
  private ClipScore score;

  @BeforeEach
  void make() throws IOException {
    scope = new PointerScope();
    BytePairVocabulary.of(List.of()).write(folder);
    tokenizer = ClipTokenizer.load(folder);
    score = new ClipScore(model(514), tokenizer, ClipImages.ofSize(8), Compute.REFERENCE);
  }

  private static ClipModel model(int vocabulary) {
    ClipModel model =
        new ClipModel(
            new ClipConfig(
                new ClipTextConfig(TOWER, vocabulary, 12, 513, 8),
                new ClipVisionConfig(TOWER, 3, 8, 4),
                8));
    model.parameters().initialize(1);
    return model;
  }

  @AfterEach
  void close() {
    score.close();
    scope.close();
  }

  private static Tensor image() {
    return linspace(scalar(-1), scalar(1), 3L * 9 * 10).view(1, 3, 9, 10);
  }

  @Test
  void vectorsHaveLengthOneAndCosinesAreTheirs() {
    Tensor image = score.images(image());
    assertThat(image.norm().item_double()).isCloseTo(1, within(1e-6));
    assertThat(ClipScore.cosines(image, image)[0][0]).isCloseTo(1, within(1e-6));
    assertThat(ClipScore.cosines(image, image.neg())[0][0]).isCloseTo(-1, within(1e-6));
    double[][] both = ClipScore.cosines(image, score.texts(List.of("red", "blue")));
    assertThat(both[0][1]).isEqualTo(ClipScore.cosines(image, score.texts(List.of("blue")))[0][0]);
  }

  @Test
  void publishedScoresAreHundredthsAndNeverNegative() {
    assertThat(ClipScore.published(0.25)).isEqualTo(25);
    assertThat(ClipScore.published(-0.25)).isZero();
  }

  /** A class of one template is its text; of two, it lies between them. */
  @Test
  void classesAreTheMeanOfTheirTemplates() {
    Tensor one = score.classes(List.of("cat"), List.of("a {}"));
    Tensor a = score.texts(List.of("a cat"));
    Tensor the = score.texts(List.of("the cat"));
    assertThat(ClipScore.cosines(one, a)[0][0]).isCloseTo(1, within(1e-6));
    Tensor both = score.classes(List.of("cat"), List.of("a {}", "the {}"));
    assertThat(ClipScore.cosines(both, a)[0][0])
        .isCloseTo(ClipScore.cosines(both, the)[0][0], within(1e-6))
        .isGreaterThan(ClipScore.cosines(a, the)[0][0]);
  }

  @Test
  void probabilitiesAreTheSoftmaxOfCosinesTimesTheLearnedFactor() {
    Tensor image = score.images(image());
    Tensor classes = score.classes(List.of("cat", "dog"), List.of("{}"));
    double[] cosines = ClipScore.cosines(image, classes)[0];
    double expected = 1 / (1 + Math.exp((cosines[1] - cosines[0]) / 0.07));
    double[] shares = score.probabilities(image, classes)[0];
    assertThat(shares[0]).isCloseTo(expected, within(1e-5));
    assertThat(shares[0] + shares[1]).isCloseTo(1, within(1e-9));
  }

  @Test
  void longTextsAreCutToTheContextOfTheModel() {
    assertThat(score.tokens("0123456789").isCut()).isFalse();
    assertThat(score.tokens("01234567890").cut()).isEqualTo("0");
  }

  @Test
  void tokenizersOfAnotherModelAreRefused() {
    try (ClipModel small = model(513)) {
      assertThatThrownBy(
              () -> new ClipScore(small, tokenizer, ClipImages.ofSize(8), Compute.REFERENCE))
          .hasMessageContaining("the tokenizer has 514 tokens, but the model knows 513");
    }
  }
}
