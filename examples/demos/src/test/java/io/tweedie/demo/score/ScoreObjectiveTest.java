package io.tweedie.demo.score;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.full;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.ones;
import static org.bytedeco.pytorch.global.torch.tanh;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.tweedie.core.random.RandomStream;
import java.util.function.BinaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ScoreObjectiveTest {

  private static final Tensor MIXING = Tensor.create(new float[] {1.2f, -0.7f, 0.4f, 0.9f}, 2, 2);

  /**
   * The data is normal with deviation tau about m, so the score of the noisy data is (m - x) /
   * (tau^2 + sigma^2): a line, on which every loss is a quadratic form, minimised here by descent.
   */
  @ParameterizedTest
  @EnumSource(ScoreObjective.class)
  void theLineThatMakesTheLossLeastIsTheExactScoreOfAGaussian(ScoreObjective objective) {
    int n = 40_000;
    double m = 0.5;
    double tau = 0.8;
    double sigma = 0.6;
    double variance = tau * tau + sigma * sigma;
    try (PointerScope scope = new PointerScope()) {
      Tensor data = new RandomStream(1).normal(n, 1).mul(scalar(tau)).add(scalar(m));
      Tensor noise = full(new long[] {n, 1}, scalar(sigma));
      Tensor slope = zeros(1).set_requires_grad(true);
      Tensor offset = zeros(1).set_requires_grad(true);
      for (int i = 0; i < 60; i++) {
        try (PointerScope step = new PointerScope()) {
          objective
              .loss((x, s) -> x.mul(slope).add(offset), data, noise, new RandomStream(2))
              .backward();
          descend(slope, 1.6);
          descend(offset, 1.6);
        }
      }
      // Standard errors are tau / sigma = 1.33 (regression) or sqrt(2) (a variance) over sqrt(n)
      // for the slope, 1.5 and 1.2 for the offset.
      double allowed = 4 * 1.5 / Math.sqrt(n);
      assertThat(slope.item_double()).isCloseTo(-1 / variance, within(allowed));
      assertThat(offset.item_double()).isCloseTo(m / variance, within(allowed));
    }
  }

  private static void descend(Tensor parameter, double rate) {
    try (NoGradGuard guard = new NoGradGuard()) {
      parameter.sub_(parameter.grad(), scalar(rate));
      parameter.grad().zero_();
    }
  }

  /** s(x) = A tanh(x): its Jacobian has the trace a11 (1 - tanh^2 x1) + a22 (1 - tanh^2 x2). */
  private static Tensor curved(Tensor x, Tensor mixing) {
    return matmul(tanh(x), mixing.t());
  }

  @ParameterizedTest
  @EnumSource(value = ScoreObjective.class, mode = Mode.EXCLUDE, names = "DENOISING")
  void slicedLossesAverageToTheOneWithTheExactTrace(ScoreObjective objective) {
    int n = 200_000;
    double sigma = 0.5;
    try (PointerScope scope = new PointerScope()) {
      Tensor x = new RandomStream(3).normal(n, 2);
      Tensor noise = full(new long[] {n, 1}, scalar(sigma));
      double loss =
          objective
              .loss((at, s) -> curved(at, MIXING), x, noise, new RandomStream(4))
              .item_double();

      Tensor z = new RandomStream(4).normal(n, 2);
      Tensor at = x.add(z, scalar(sigma));
      Tensor slopes = ones(n, 2).sub(tanh(at).square());
      Tensor trace = matmul(slopes, Tensor.create(1.2f, 0.9f));
      Tensor norm = curved(at, MIXING).square().sum(-1).mul(scalar(0.5));
      double exact = trace.add(norm).mean().item_double() * sigma * sigma;
      // The directions add to each point a deviation of less than 1; four standard errors.
      assertThat(loss).isCloseTo(exact, within(4 * sigma * sigma / Math.sqrt(n)));
    }
  }

  /** The derivative of a derivative: what backward gives against finite differences. */
  @ParameterizedTest
  @EnumSource(ScoreObjective.class)
  void theGradientIsTheSlopeOfTheLoss(ScoreObjective objective) {
    try (PointerScope scope = new PointerScope()) {
      Tensor x = new RandomStream(5).normal(500, 2);
      Tensor noise = full(new long[] {500, 1}, scalar(0.3));
      Tensor weights = MIXING.clone().set_requires_grad(true);
      BinaryOperator<Tensor> score = (at, s) -> curved(at, weights);
      objective.loss(score, x, noise, new RandomStream(6)).backward();
      double gradient = weights.grad().select(0, 0).select(0, 1).item_double();

      double h = 1e-2;
      Tensor nudge = Tensor.create(new float[] {0, (float) h, 0, 0}, 2, 2);
      double up = at(objective, x, noise, MIXING.add(nudge));
      double down = at(objective, x, noise, MIXING.sub(nudge));
      // The loss is a quadratic form of the weights: central differences are exact but for
      // rounding.
      assertThat((up - down) / (2 * h)).isCloseTo(gradient, within(1e-4));
    }
  }

  private static double at(ScoreObjective objective, Tensor x, Tensor noise, Tensor weights) {
    return objective
        .loss((at, s) -> curved(at, weights), x, noise, new RandomStream(6))
        .item_double();
  }

  @Test
  void varianceReductionKeepsTheMeanAndLowersTheSpread() {
    double[] plain = repeated(ScoreObjective.SLICED);
    double[] reduced = repeated(ScoreObjective.SLICED_VARIANCE_REDUCED);

    assertThat(reduced[0]).isCloseTo(plain[0], within(4 * plain[1] / Math.sqrt(300)));
    assertThat(reduced[1]).isLessThan(0.8 * plain[1]);
  }

  private static double[] repeated(ScoreObjective objective) {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 300; i++) {
      try (PointerScope scope = new PointerScope()) {
        Tensor x = new RandomStream(7).normal(50, 2);
        Tensor noise = full(new long[] {50, 1}, scalar(0.3));
        // At the score of a standard normal, where training ends.
        double loss =
            objective.loss((at, s) -> at.neg(), x, noise, new RandomStream(100 + i)).item_double();
        sum += loss;
        squares += loss * loss;
      }
    }
    double mean = sum / 300;
    return new double[] {mean, Math.sqrt(squares / 300 - mean * mean)};
  }
}
