package io.tweedie.core.denoiser;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.grad;

import io.tweedie.core.denoiser.BlendedTiles.Window;
import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BlendedTilesTest {

  private static final NoiseLevel LEVEL = new NoiseLevel(10, 0.6);

  private PointerScope scope;

  @BeforeEach
  void openScope() {
    scope = new PointerScope();
  }

  @AfterEach
  void closeScope() {
    scope.close();
  }

  private static Tensor images(long height, long width) {
    return new KeyedNoise(3, new long[] {1, 2}).normal(0, "x", new Shape(3, height, width));
  }

  private static Tensor predicted(BlendedTiles tiles, Tensor x) {
    return tiles.predict(x, LEVEL, Condition.none()).output();
  }

  @ParameterizedTest
  @EnumSource(Window.class)
  void aPriorOfSinglePixelsIsTheSameInTiles(Window window) {
    Denoiser whole =
        (xt, level) ->
            new Prediction(
                Parameterization.X0, xt.mul(scalar(0.3)), Optional.of(xt.mul(scalar(-0.2))));
    BlendedTiles tiles = new BlendedTiles(whole, 16, 12, window);
    for (long[] size : new long[][] {{16, 16}, {40, 17}, {15, 61}}) {
      Tensor x = images(size[0], size[1]);
      Prediction blended = tiles.predict(x, LEVEL, Condition.none());
      Prediction expected = whole.predict(x, LEVEL);
      assertThat(blended.output().allclose(expected.output(), 1e-5, 1e-6, false)).isTrue();
      assertThat(
              blended
                  .varianceInterpolation()
                  .orElseThrow()
                  .allclose(expected.varianceInterpolation().orElseThrow(), 1e-5, 1e-6, false))
          .isTrue();
    }
  }

  /** Two tiles of 4 on 6 columns overlap on two; each says its own number. */
  @ParameterizedTest
  @EnumSource(Window.class)
  void overlapsAreMeansWithTheWeightsOfTheWindow(Window window) {
    List<Tensor> seen = new ArrayList<>();
    Denoiser numbering =
        (xt, level) -> {
          seen.add(xt);
          return new Prediction(Parameterization.X0, xt.mul(scalar(0)).add(scalar(seen.size())));
        };
    Tensor x0 = predicted(new BlendedTiles(numbering, 4, 2, window), images(4, 6));
    assertThat(seen).hasSize(2);
    double left = window == Window.UNIFORM ? 1 : density(2.5 / 4);
    double right = window == Window.UNIFORM ? 1 : density(0.5 / 4);
    assertThat(x0.select(3, 0).select(2, 0).select(1, 0).select(0, 0).item_double()).isEqualTo(1);
    assertThat(x0.select(3, 5).select(2, 0).select(1, 0).select(0, 0).item_double()).isEqualTo(2);
    assertThat(x0.select(3, 2).select(2, 0).select(1, 0).select(0, 0).item_double())
        .isCloseTo((left + 2 * right) / (left + right), within(1e-5));
  }

  private static double density(double place) {
    return Math.exp(-(place - 0.5) * (place - 0.5) / 0.02);
  }

  @Test
  void countsTheEvaluations() {
    List<Tensor> seen = new ArrayList<>();
    Denoiser counted =
        (xt, level) -> {
          seen.add(xt);
          assertThat(xt.shape()).containsExactly(2, 3, 16, 16);
          return new Prediction(Parameterization.X0, xt);
        };
    BlendedTiles tiles = new BlendedTiles(counted, 16, 8, Window.UNIFORM);
    tiles.predict(images(24, 30), LEVEL, Condition.none());
    assertThat(seen).hasSize(tiles.evaluations(24, 30)).hasSize(2 * 3);
  }

  @Test
  void tellsWhereTilesBeginAndEnd() {
    BlendedTiles tiles = Tiles.parse("uniform:16,8").layout(64);
    assertThat(tiles.borders(16)).isEmpty();
    assertThat(tiles.borders(24)).containsExactly(8L, 16L);
    assertThat(tiles.borders(30)).containsExactly(8L, 14L, 16L, 24L);
  }

  @Test
  void gradientsPass() {
    Denoiser square = (xt, level) -> new Prediction(Parameterization.X0, xt.square());
    Tensor x = images(20, 24).set_requires_grad(true);
    Tensor x0 = predicted(new BlendedTiles(square, 16, 8, Window.GAUSSIAN), x);
    Tensor gradient = grad(new TensorVector(x0.sum()), new TensorVector(x)).get(0);
    assertThat(gradient.allclose(x.mul(scalar(2)), 1e-4, 1e-5, false)).isTrue();
  }

  /** Guidance asks of several texts at once, of each tile. */
  @Test
  void eachTileIsToldAllConditions() {
    List<Integer> asked = new ArrayList<>();
    ConditionalDenoiser prior =
        new ConditionalDenoiser() {
          @Override
          public Prediction predict(Tensor xt, NoiseLevel level, Condition condition) {
            long label = ((Condition.Classes) condition).labels().item_long();
            return new Prediction(Parameterization.X0, xt.mul(scalar(label)));
          }

          @Override
          public List<Prediction> predictEach(
              Tensor xt, NoiseLevel level, List<? extends Condition> conditions) {
            asked.add(conditions.size());
            return ConditionalDenoiser.super.predictEach(xt, level, conditions);
          }
        };
    Tensor x = images(24, 16);
    List<Prediction> both =
        new BlendedTiles(prior, 16, 8, Window.GAUSSIAN)
            .predictEach(x, LEVEL, List.of(Condition.classes(2), Condition.classes(5)));
    assertThat(asked).containsExactly(2, 2);
    assertThat(both.get(0).output().allclose(x.mul(scalar(2)), 1e-5, 1e-5, false)).isTrue();
    assertThat(both.get(1).output().allclose(x.mul(scalar(5)), 1e-5, 1e-5, false)).isTrue();
  }

  @Test
  void areReadFromWords() {
    Denoiser inner = IsotropicMixture.normal(0, 1);
    assertThat(Tiles.parse("uniform").of(inner, 64))
        .isEqualTo(new BlendedTiles(inner, 64, 32, Window.UNIFORM));
    assertThat(Tiles.parse("gaussian:48").of(inner, 64))
        .isEqualTo(new BlendedTiles(inner, 48, 24, Window.GAUSSIAN));
    assertThat(Tiles.parse("Gaussian:48,16").of(inner, 64))
        .isEqualTo(new BlendedTiles(inner, 48, 16, Window.GAUSSIAN));
    for (String wrong : List.of("", "square", "uniform:", "uniform:1,2,3", "gaussian:x")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Tiles.parse(wrong))
          .withMessageContainingAll("gaussian:64,32", "'" + wrong + "'");
    }
  }

  @Test
  void refusesStridesThatLeaveGaps() {
    Denoiser inner = IsotropicMixture.normal(0, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BlendedTiles(inner, 16, 17, Window.UNIFORM))
        .withMessageContainingAll("16", "17");
  }
}
