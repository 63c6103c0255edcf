package io.tweedie.images;

import static io.tweedie.core.tensor.Scalars.scalar;

import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Masks that people paint: which pixels of a picture are known and which are missing. */
public final class Mask {

  private Mask() {}

  /**
   * Reads a mask: white keeps a pixel, black marks it missing, and grays are decided at 50 % of the
   * luma (ITU-R BT.601). A mask with pixels that are more than half transparent is read by its
   * alpha alone, because there the colours are the photo's own: transparent is missing.
   *
   * @param file any format that {@link ImageFile} reads
   * @param height rows of the picture that the mask is for
   * @param width columns of the picture that the mask is for
   * @return float32, 1 x 1 x H x W, 1 where the pixel is kept and 0 where it is missing
   * @throws ImageException if the file cannot be read, has another size, keeps everything or keeps
   *     nothing
   */
  public static Tensor read(Path file, int height, int width) {
    try (PointerScope scope = new PointerScope()) {
      LoadedImage image = ImageFile.read(file);
      if (image.height() != height || image.width() != width) {
        throw new ImageException(
            "mask %s is %d x %d (width x height) but its picture is %d x %d; scale the mask"
                .formatted(file, image.width(), image.height(), width, height));
      }
      Tensor kept = kept(image);
      double share = kept.mean().item_double();
      if (share == 1) {
        throw new ImageException(
            "mask %s marks nothing as missing; paint the missing pixels black or erase them"
                .formatted(file));
      }
      if (share == 0) {
        throw new ImageException(
            "mask %s keeps nothing; paint the pixels to keep white".formatted(file));
      }
      return kept.retainReference();
    }
  }

  private static Tensor kept(LoadedImage image) {
    if (image.alpha().isPresent()) {
      Tensor opaque = image.alpha().get().ge(scalar(0.5)).to(ScalarType.Float);
      if (opaque.mean().item_double() < 1) {
        return opaque;
      }
    }
    return luma(image.pixels()).ge(scalar(0)).to(ScalarType.Float);
  }

  private static Tensor luma(Tensor pixels) {
    if (pixels.size(1) == 1) {
      return pixels;
    }
    Tensor weights = Tensor.create(new float[] {0.299f, 0.587f, 0.114f}, 1, 3, 1, 1);
    return pixels.mul(weights).sum(new long[] {1}, true, null);
  }
}
