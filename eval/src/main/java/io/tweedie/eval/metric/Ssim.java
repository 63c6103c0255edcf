package io.tweedie.eval.metric;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.conv2d;

import org.bytedeco.pytorch.Tensor;

/**
 * Structural similarity (Wang, Bovik, Sheikh, Simoncelli: "Image quality assessment: from error
 * visibility to structural similarity", IEEE TIP 2004, equation 13): an 11 x 11 Gaussian window
 * with sigma 1.5, K1 = 0.01, K2 = 0.03. The map is taken where the window lies inside the image,
 * and averaged over its pixels and over channels. Values reach 1 for equal images.
 *
 * <p>Images are brought from [-1,1] to [0,1] first: the luminance term compares means, so SSIM
 * depends on where zero is, and published values have black at zero. This is {@code
 * skimage.metrics.structural_similarity} on images in [0,1] with {@code gaussian_weights=True,
 * sigma=1.5, use_sample_covariance=False, data_range=1}.
 */
public record Ssim() implements Metric {
  private static final int WINDOW = 11;
  private static final double SIGMA = 1.5;
  private static final double C1 = Math.pow(0.01, 2);
  private static final double C2 = Math.pow(0.03, 2);

  @Override
  public String name() {
    return "ssim";
  }

  @Override
  public boolean higherIsBetter() {
    return true;
  }

  @Override
  public long smallestSide() {
    return WINDOW;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the shapes differ or a side is below 11 pixels
   */
  @Override
  public double[] measure(Tensor reference, Tensor result) {
    var pairs = new ImagePairs(reference, result);
    if (!fits(reference)) {
      throw new IllegalArgumentException(
          "SSIM needs images of at least %d x %d pixels, not %d x %d (height x width)"
              .formatted(WINDOW, WINDOW, pairs.height(), pairs.width()));
    }
    return pairs.each((x, y) -> similarity(fromZero(x), fromZero(y)));
  }

  private static double similarity(Tensor x, Tensor y) {
    Tensor window = window().to(x.device(), x.scalar_type());
    Tensor meanX = average(x, window);
    Tensor meanY = average(y, window);
    Tensor meanProduct = meanX.mul(meanY);
    Tensor meanSquares = meanX.square().add(meanY.square());
    Tensor covariance = average(x.mul(y), window).sub(meanProduct);
    Tensor variances = average(x.square().add(y.square()), window).sub(meanSquares);

    Tensor luminance = twicePlus(meanProduct, C1).div(meanSquares.add(scalar(C1)));
    Tensor structure = twicePlus(covariance, C2).div(variances.add(scalar(C2)));
    return luminance.mul(structure).mean().item_double();
  }

  private static Tensor fromZero(Tensor image) {
    return image.add(scalar(1)).div(scalar(2));
  }

  private static Tensor twicePlus(Tensor values, double constant) {
    return values.mul(scalar(2)).add(scalar(constant));
  }

  /** Weighted mean under the window, first along columns, then along rows. */
  private static Tensor average(Tensor image, Tensor window) {
    return conv2d(conv2d(image, window.view(1, 1, WINDOW, 1)), window.view(1, 1, 1, WINDOW));
  }

  private static Tensor window() {
    double[] weights = new double[WINDOW];
    for (int i = 0; i < WINDOW; i++) {
      double distance = i - WINDOW / 2;
      weights[i] = Math.exp(-distance * distance / (2 * SIGMA * SIGMA));
    }
    Tensor unnormalised = Tensor.create(weights, WINDOW);
    return unnormalised.div(unnormalised.sum());
  }
}
