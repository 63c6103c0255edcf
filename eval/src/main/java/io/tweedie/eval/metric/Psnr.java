package io.tweedie.eval.metric;

import org.bytedeco.pytorch.Tensor;

/**
 * Peak signal-to-noise ratio in decibels, {@code 10 log10(peak^2 / MSE)} with a peak of 2, the
 * length of [-1,1]; the mean is over all channels and pixels of an image. Equal images have
 * infinite PSNR.
 *
 * @param border pixels left out along each edge, as is usual in super-resolution; 0 for none
 */
public record Psnr(int border) implements Metric {
  private static final double PEAK = 2;

  /** Rejects a negative border. */
  public Psnr {
    if (border < 0) {
      throw new IllegalArgumentException("the border must be 0 pixels or more, not " + border);
    }
  }

  /** PSNR of whole images. */
  public Psnr() {
    this(0);
  }

  @Override
  public String name() {
    return "psnr";
  }

  @Override
  public boolean higherIsBetter() {
    return true;
  }

  @Override
  public long smallestSide() {
    return 2L * border + 1;
  }

  @Override
  public double[] measure(Tensor reference, Tensor result) {
    var pairs = new ImagePairs(reference, result);
    if (!fits(reference)) {
      throw new IllegalArgumentException(
          "images of %d x %d (height x width) have nothing inside a border of %d"
              .formatted(pairs.height(), pairs.width(), border));
    }
    return pairs.each(
        (x, y) -> {
          double meanSquare = inside(x).sub(inside(y)).square().mean().item_double();
          return 10 * Math.log10(PEAK * PEAK / meanSquare);
        });
  }

  private Tensor inside(Tensor image) {
    return image
        .narrow(2, border, image.size(2) - 2L * border)
        .narrow(3, border, image.size(3) - 2L * border);
  }
}
