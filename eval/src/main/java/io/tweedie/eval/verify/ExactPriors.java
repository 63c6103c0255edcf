package io.tweedie.eval.verify;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.eye;
import static org.bytedeco.pytorch.global.torch.kron;

import io.tweedie.core.exact.NormalMixture;
import io.tweedie.core.exact.NormalMixture.Component;
import io.tweedie.core.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** The priors of the conformance table: gray images of 8 x 8 pixels, and latents of such images. */
final class ExactPriors {

  static final int SIDE = 8;
  static final Shape SHAPE = new Shape(1, SIDE, SIDE);

  private ExactPriors() {}

  static Map<String, NormalMixture> all() {
    Map<String, NormalMixture> priors = new LinkedHashMap<>();
    priors.put("Gaussian", gaussian());
    priors.put("mixture", mixture());
    return priors;
  }

  /** The smooth images in the latents of {@link Cosines}, where they are as normal. */
  static NormalMixture gaussianInLatents() {
    try (PointerScope scope = new PointerScope()) {
      Tensor encoder = Cosines.matrix(SIDE);
      Tensor both = kron(encoder, encoder);
      Component smooth =
          new Component(
              1, both.matmul(mean(i -> 0.1)), both.matmul(covariance(0.5, 1.5)).matmul(both.t()));
      return new NormalMixture(SHAPE, List.of(smooth));
    }
  }

  /** Smooth images: neighbouring pixels are alike. */
  static NormalMixture gaussian() {
    try (PointerScope scope = new PointerScope()) {
      return new NormalMixture(
          SHAPE, List.of(new Component(1, mean(i -> 0.1), covariance(0.5, 1.5))));
    }
  }

  /** Three kinds of images: a ramp, stripes and a spot, each with variations of its own. */
  static NormalMixture mixture() {
    try (PointerScope scope = new PointerScope()) {
      Tensor ramp = mean(i -> (column(i) - 3.5) / 5);
      Tensor stripes = mean(i -> row(i) / 2 % 2 == 0 ? 0.5 : -0.5);
      Tensor spot = mean(i -> 1.2 * Math.exp(-distance(i, 27) / 6) - 0.4);
      return new NormalMixture(
          SHAPE,
          List.of(
              new Component(0.5, ramp, covariance(0.25, 2)),
              new Component(0.3, stripes, covariance(0.15, 1)),
              new Component(0.2, spot, covariance(0.2, 1.5))));
    }
  }

  private static Tensor mean(IntToDoubleFunction pixel) {
    double[] values = new double[SIDE * SIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = pixel.applyAsDouble(i);
    }
    return Tensor.create(values, values.length);
  }

  /** A squared exponential of the distance, and a little independent variation. */
  private static Tensor covariance(double deviation, double length) {
    int d = SIDE * SIDE;
    double[] values = new double[d * d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        values[i * d + j] =
            deviation * deviation * Math.exp(-distance(i, j) / (2 * length * length));
      }
    }
    Tensor smooth = Tensor.create(values, d, d);
    return smooth.add(eye(d).to(smooth.scalar_type()), scalar(0.01 * deviation * deviation));
  }

  private static int row(int pixel) {
    return pixel / SIDE;
  }

  private static int column(int pixel) {
    return pixel % SIDE;
  }

  private static double distance(int i, int j) {
    double down = row(i) - row(j);
    double across = column(i) - column(j);
    return down * down + across * across;
  }
}
