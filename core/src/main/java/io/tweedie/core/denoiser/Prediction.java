package io.tweedie.core.denoiser;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * What a prior says of noisy images.
 *
 * @param kind what {@code output} means
 * @param output N x C x H x W
 * @param varianceInterpolation where the log variance of the reverse step lies between its smallest
 *     (-1) and largest (1) sensible value (Nichol and Dhariwal 2021, equation 15), if the prior
 *     learned it; N x C x H x W
 */
public record Prediction(
    Parameterization kind, Tensor output, Optional<Tensor> varianceInterpolation) {

  /** A prediction without a learned variance. */
  public Prediction(Parameterization kind, Tensor output) {
    this(kind, output, Optional.empty());
  }

  /**
   * Splits the output of a network that learned its variance: the first half of the channels
   * predicts, the second half interpolates.
   */
  public static Prediction withLearnedVariance(Parameterization kind, Tensor output) {
    long channels = output.size(1) / 2;
    return new Prediction(
        kind, output.narrow(1, 0, channels), Optional.of(output.narrow(1, channels, channels)));
  }

  /** The same with every tensor changed in the same way, as cropping does. */
  public Prediction map(UnaryOperator<Tensor> change) {
    return new Prediction(kind, change.apply(output), varianceInterpolation.map(change));
  }

  /**
   * One prediction from those of several denoisers or of parts of an image.
   *
   * @param parts at least one, all of one kind
   * @param how puts their tensors together
   */
  public static Prediction join(List<Prediction> parts, Function<List<Tensor>, Tensor> how) {
    Prediction first = parts.get(0);
    return new Prediction(
        first.kind,
        how.apply(parts.stream().map(Prediction::output).toList()),
        first.varianceInterpolation.map(
            some ->
                how.apply(
                    parts.stream().map(p -> p.varianceInterpolation.orElseThrow()).toList())));
  }
}
