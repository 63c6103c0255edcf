package io.tweedie.eval.metric;

import java.util.Arrays;
import java.util.function.ToDoubleBiFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Two batches of images of one shape, compared image by image in double precision. */
record ImagePairs(Tensor reference, Tensor result) {

  ImagePairs {
    if (reference.ndimension() != 4 || reference.numel() == 0) {
      throw new IllegalArgumentException(
          "a metric needs images of shape [N, C, height, width], not "
              + Arrays.toString(reference.shape()));
    }
    if (!Arrays.equals(reference.shape(), result.shape())) {
      throw new IllegalArgumentException(
          "the reference has shape %s but the result has %s; a metric needs equal shapes"
              .formatted(Arrays.toString(reference.shape()), Arrays.toString(result.shape())));
    }
  }

  long height() {
    return reference.size(2);
  }

  long width() {
    return reference.size(3);
  }

  /** Applies a measure of two float64 tensors C x 1 x H x W to every pair. */
  double[] each(ToDoubleBiFunction<Tensor, Tensor> measure) {
    double[] values = new double[(int) reference.size(0)];
    try (NoGradGuard noGrad = new NoGradGuard()) {
      for (int i = 0; i < values.length; i++) {
        try (PointerScope scope = new PointerScope()) {
          values[i] = measure.applyAsDouble(image(reference, i), image(result, i));
        }
      }
    }
    return values;
  }

  private static Tensor image(Tensor images, int i) {
    return images.select(0, i).to(ScalarType.Double).unsqueeze(1);
  }
}
