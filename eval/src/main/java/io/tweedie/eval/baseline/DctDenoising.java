package io.tweedie.eval.baseline;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.conv_transpose2d;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.ones;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Identity;
import io.tweedie.core.solver.UnsupportedOperatorException;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Denoising by thresholds on cosines (Yu and Sapiro, "DCT Image Denoising: a Simple and Effective
 * Image Denoising Algorithm", IPOL 2011): of every 8 x 8 block, at every position, the coefficients
 * of the orthonormal DCT below three standard deviations of the noise are dropped; a pixel is the
 * mean of what the blocks over it say. Colours are treated after an orthonormal DCT over the three
 * channels. The mean of a block is always kept, so that no level of brightness is special.
 */
public record DctDenoising() implements Baseline {

  private static final int SIDE = 8;
  private static final int COEFFICIENTS = SIDE * SIDE;

  /** In standard deviations of the noise. */
  private static final double THRESHOLD = 3;

  /** Coefficients held at once: of as many rows of blocks as fit. */
  private static final long LARGEST_BAND = 1L << 22;

  @Override
  public String name() {
    return "dct";
  }

  @Override
  public void requireServes(ForwardOperator operator) {
    if (!(operator instanceof Identity)) {
      throw new UnsupportedOperatorException("baseline:" + name(), operator, "denoise");
    }
    Shape image = operator.imageShape();
    if (Math.min(image.height(), image.width()) < SIDE) {
      throw new IllegalArgumentException(
          "baseline:dct needs images of at least %d x %d pixels, not %d x %d"
              .formatted(SIDE, SIDE, image.height(), image.width()));
    }
  }

  @Override
  public Tensor restore(Measurement y) {
    requireServes(y.operator());
    double threshold = THRESHOLD * y.noise().sigmaInModelUnits();
    long channels = y.y().size(1);
    Tensor colours = cosines((int) channels).view(channels, channels, 1, 1);
    Tensor planes = conv2d(y.y(), colours);
    Tensor separate = planes.view(-1, 1, planes.size(2), planes.size(3));
    Tensor denoised = denoised(separate, threshold).view(planes.shape());
    return conv_transpose2d(denoised, colours);
  }

  private static Tensor denoised(Tensor planes, double threshold) {
    Tensor basis = basis();
    long rows = planes.size(2) - SIDE + 1;
    long columns = planes.size(3) - SIDE + 1;
    long atOnce = Math.max(1, LARGEST_BAND / (planes.size(0) * COEFFICIENTS * columns));
    Tensor sum = zeros_like(planes);
    for (long top = 0; top < rows; top += atOnce) {
      long height = Math.min(atOnce, rows - top);
      try (PointerScope scope = new PointerScope()) {
        Tensor coefficients = conv2d(planes.narrow(2, top, height + SIDE - 1), basis);
        Tensor kept = coefficients.abs().ge(scalar(threshold));
        kept.narrow(1, 0, 1).fill_(scalar(1));
        Tensor blocks = conv_transpose2d(coefficients.mul(kept), basis);
        sum.narrow(2, top, height + SIDE - 1).add_(blocks);
      }
    }
    Tensor counts = conv_transpose2d(ones(1, 1, rows, columns), ones(1, 1, SIDE, SIDE));
    return sum.div(counts);
  }

  /** The products of a vertical and a horizontal cosine, 64 x 1 x 8 x 8; the first is constant. */
  private static Tensor basis() {
    Tensor cosines = cosines(SIDE);
    Tensor vertical = cosines.view(SIDE, 1, SIDE, 1);
    Tensor horizontal = cosines.view(1, SIDE, 1, SIDE);
    return matmul(vertical, horizontal).reshape(COEFFICIENTS, 1, SIDE, SIDE);
  }

  /** The orthonormal DCT-II of vectors of a length: one cosine in each row. */
  private static Tensor cosines(int length) {
    float[] values = new float[length * length];
    for (int k = 0; k < length; k++) {
      double scale = Math.sqrt((k == 0 ? 1.0 : 2.0) / length);
      for (int n = 0; n < length; n++) {
        values[k * length + n] = (float) (scale * Math.cos(Math.PI * (n + 0.5) * k / length));
      }
    }
    return Tensor.create(values, length, length);
  }
}
