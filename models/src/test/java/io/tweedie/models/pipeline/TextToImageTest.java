package io.tweedie.models.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.tensor.Batching;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Shape;
import io.tweedie.models.nn.DenoisingNetwork;
import io.tweedie.models.nn.Parameters;
import io.tweedie.models.parity.DeterministicWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextToImageTest {

  private static final NoiseLevel LEVEL = new NoiseLevel(10, 0.5);

  @TempDir private static Path folder;

  @BeforeAll
  static void write() throws IOException {
    SmallTextToImage.in(folder);
  }

  /** Adds the mean of its text to images, and notes how many it was asked of. */
  private static final class Adding implements DenoisingNetwork {

    private final List<Long> asked = new ArrayList<>();

    @Override
    public Tensor forward(Tensor x, double[] timesteps, Condition condition, Compute compute) {
      asked.add(x.size(0));
      Tensor context = condition.as(Condition.Text.class, "this").context();
      return x.add(context.mean(1, 2).view(-1, 1, 1, 1));
    }

    @Override
    public boolean learnsVariance() {
      return false;
    }

    @Override
    public int inChannels() {
      return 1;
    }

    @Override
    public int sizeMultiple() {
      return 1;
    }

    @Override
    public Parameters parameters() {
      return new Parameters();
    }
  }

  @Test
  void theHalvesOfGuidanceAreOneCallWhereBatchingIsFast() {
    try (PointerScope scope = new PointerScope()) {
      Adding network = new Adding();
      Tensor x = DeterministicWeights.tensor("x", 2, 1, 3, 3);
      Condition.Text nothing = new Condition.Text(DeterministicWeights.tensor("no", 1, 4, 5));
      Condition.Text each = new Condition.Text(DeterministicWeights.tensor("yes", 2, 4, 5));
      List<Condition> both = List.of(Condition.none(), each);

      for (Batching batching : Batching.values()) {
        TextPrior prior =
            new TextPrior(
                network, Parameterization.EPSILON, nothing, Compute.REFERENCE.with(batching));
        List<Prediction> answers = prior.predictEach(x, LEVEL, both);

        Tensor none = x.add(nothing.context().mean().view(-1, 1, 1, 1));
        Tensor told =
            cat(
                new TensorVector(
                    x.narrow(0, 0, 1)
                        .add(each.image(0) instanceof Condition.Text t ? t.context().mean() : x),
                    x.narrow(0, 1, 1)
                        .add(each.image(1) instanceof Condition.Text t ? t.context().mean() : x)),
                0);
        assertThat(answers.get(0).output().allclose(none, 1e-5, 1e-6, false)).isTrue();
        assertThat(answers.get(1).output().allclose(told, 1e-5, 1e-6, false)).isTrue();
      }
      assertThat(network.asked).containsExactly(2L, 2L, 4L);
    }
  }

  @Test
  void drawsAPictureForEachNoise() throws IOException {
    try (TextToImage pipeline = TextToImage.open(folder, Compute.REFERENCE);
        PointerScope scope = new PointerScope()) {
      Tensor both =
          pipeline.draw(
              "a red circle",
              "",
              pipeline.scheduler("euler").withSteps(2),
              3,
              new KeyedNoise(4, new long[] {0, 1}));
      Tensor second =
          pipeline.draw(
              "a red circle",
              "",
              pipeline.scheduler("euler").withSteps(2),
              3,
              new KeyedNoise(4, new long[] {1}));

      assertThat(Shape.of(both)).isEqualTo(new Shape(3, 32, 32));
      assertThat(both.abs().max().item_double()).isBetween(0.1, 1.0);
      assertThat(second.equal(both.narrow(0, 1, 1))).isTrue();
      assertThat(second.equal(both.narrow(0, 0, 1))).isFalse();
    }
  }

  @Test
  void initialLatentsAreOfTheSeedAndNotOfTheSteps() throws IOException {
    try (TextToImage pipeline = TextToImage.open(folder, Compute.REFERENCE);
        PointerScope scope = new PointerScope()) {
      Condition.Text text = pipeline.encode(pipeline.tokenize("a"));
      Tensor z =
          Generation.latents(
              new KeyedNoise(1, new long[1]), pipeline.latentShape(pipeline.usualShape()));
      for (int steps : new int[] {3, 30}) {
        Generation generation =
            new Generation(pipeline, pipeline.scheduler().withSteps(steps), text, text, 1);
        assertThat(generation.start(z).x().equal(z)).isTrue();
      }
      assertThat(z.std().item_double()).isBetween(0.9, 1.1);
      Generation euler =
          new Generation(pipeline, pipeline.scheduler("dpm++").withSteps(3), text, text, 1);
      assertThat(euler.start(z).x().sub(z).abs().max().item_double()).isLessThan(0.05);
    }
  }

  @Test
  void partsOfTwoModelsAreRefused(@TempDir Path other) throws IOException {
    SmallTextToImage.in(other);
    Path vocabulary = other.resolve("tokenizer/vocab.json");
    Files.writeString(
        vocabulary, Files.readString(vocabulary).replaceFirst("\\{", "{\"one-more\": 543, "));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TextToImage.open(other, Compute.REFERENCE))
        .withMessage(
            other
                + ": the tokenizer has 544 tokens, and the text encoder 543; mixed from two models?");
  }

  @Test
  void scalesBelowZeroAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Generation.requireScale(-0.1))
        .withMessageContaining("at least 0");
    assertThatIllegalArgumentException().isThrownBy(() -> Generation.requireScale(Double.NaN));
  }
}
