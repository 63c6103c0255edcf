package io.tweedie.models.inception;

import io.tweedie.core.tensor.Device;
import org.bytedeco.pytorch.Tensor;

/**
 * Bilinear resizing as TensorFlow 1 did it: pixels are points of which the first lies at the
 * origin, so that what is enlarged moves up and to the left by half a pixel; nothing is smoothed.
 */
final class PointResize {

  private PointResize() {}

  /** N x C x H x W to N x C x side x side. */
  static Tensor to(Tensor images, int side) {
    return along(along(images, 3, side), 2, side);
  }

  private static Tensor along(Tensor images, int axis, int side) {
    int length = (int) images.size(axis);
    // In single precision, as there: which pixels are between hangs on it.
    float scale = (float) ((double) length / side);
    long[] before = new long[side];
    long[] behind = new long[side];
    float[] way = new float[side];
    for (int i = 0; i < side; i++) {
      float at = i * scale;
      before[i] = (long) at;
      behind[i] = Math.min(before[i] + 1, length - 1);
      way[i] = at - before[i];
    }
    long[] shape = axis == 3 ? new long[] {1, 1, 1, side} : new long[] {1, 1, side, 1};
    Device device = Device.of(images);
    Tensor low = images.index_select(axis, device.move(Tensor.create(before, side)));
    Tensor high = images.index_select(axis, device.move(Tensor.create(behind, side)));
    return low.add(high.sub(low).mul(device.move(Tensor.create(way, shape))));
  }
}
