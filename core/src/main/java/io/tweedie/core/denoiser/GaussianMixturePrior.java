package io.tweedie.core.denoiser;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.schedule.NoiseLevel;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * The exact denoiser of images drawn from a mixture of normal distributions, x0 ~ sum_k weight_k
 * N(mean_k, deviation_k^2 I). It has modes as images have, and all that samplers and guidance
 * should give is known in closed form.
 *
 * <p>Given its component, x_t is normal with mean a mean_k and variance v_k = alphaBar
 * deviation_k^2 + 1 - alphaBar, a = sqrt(alphaBar), so that E[x0 | x_t] = sum_k p(k | x_t) (mean_k
 * + a deviation_k^2 / v_k (x_t - a mean_k)) (Bishop 2006, equations 2.113 to 2.117).
 *
 * @param weights of the components, positive; only their ratios count
 * @param means float32 K x C x H x W; must stay alive as long as the prior
 * @param deviations of the pixels of each component, positive
 */
public record GaussianMixturePrior(List<Double> weights, Tensor means, List<Double> deviations)
    implements Denoiser {

  /** Refuses mixtures whose parts do not fit. */
  public GaussianMixturePrior {
    weights = List.copyOf(weights);
    deviations = List.copyOf(deviations);
    if (means.dim() != 4
        || means.size(0) != weights.size()
        || means.size(0) != deviations.size()
        || weights.isEmpty()) {
      throw new IllegalArgumentException(
          "a mixture needs as many means [K, C, H, W] as weights and deviations, got %s, %d and %d"
              .formatted(Arrays.toString(means.shape()), weights.size(), deviations.size()));
    }
    requirePositive("weights", weights);
    requirePositive("deviations", deviations);
  }

  private static void requirePositive(String what, List<Double> values) {
    if (!values.stream().allMatch(value -> value > 0)) {
      throw new IllegalArgumentException(what + " must be positive, got " + values);
    }
  }

  @Override
  public Prediction predict(Tensor xt, NoiseLevel level) {
    double a = Math.sqrt(level.alphaBar());
    Tensor k = perComponent(s -> a * s * s / variance(s, level)).reshape(-1, 1, 1, 1);
    Tensor x0OfEach = residuals(xt, level).mul(k).add(means);
    Tensor share = logPosterior(xt, level).exp().reshape(xt.size(0), means.size(0), 1, 1, 1);
    return new Prediction(Parameterization.X0, x0OfEach.mul(share).sum(1));
  }

  /**
   * Which component a noisy image comes from: log p(k | x_t), float32 N x K, differentiable in x_t.
   *
   * @param xt noisy images, float32 N x C x H x W
   * @param level their common noise level
   */
  public Tensor logPosterior(Tensor xt, NoiseLevel level) {
    Tensor squares = residuals(xt, level).flatten(2, -1).square().sum(2);
    double half = xt.numel() / (double) xt.size(0) / 2;
    Tensor precision = perComponent(s -> -0.5 / variance(s, level));
    Tensor normaliser = perComponent(s -> -half * Math.log(variance(s, level)));
    Tensor logWeights = tensor(weights.stream().mapToDouble(Math::log).toArray());
    return squares.mul(precision).add(normaliser).add(logWeights).log_softmax(1);
  }

  /** x_t minus what the mean of each component would be there, N x K x C x H x W. */
  private Tensor residuals(Tensor xt, NoiseLevel level) {
    return xt.unsqueeze(1).sub(means.unsqueeze(0), scalar(Math.sqrt(level.alphaBar())));
  }

  private static double variance(double deviation, NoiseLevel level) {
    return level.alphaBar() * deviation * deviation + 1 - level.alphaBar();
  }

  private Tensor perComponent(DoubleUnaryOperator ofDeviation) {
    return tensor(deviations.stream().mapToDouble(s -> s).map(ofDeviation).toArray());
  }

  private Tensor tensor(double[] values) {
    return Tensor.create(values, values.length).to(means);
  }
}
