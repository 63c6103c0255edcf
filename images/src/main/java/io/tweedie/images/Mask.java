package io.tweedie.images;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.task.InpaintingTask.Fill;
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
    return read(file, Fill.BLACK, height, width);
  }

  /**
   * Reads a mask as {@link #read(Path, int, int)} does, with the colour of what is missing. It is
   * no matter for masks that are read by their alpha.
   *
   * @param fill the colour of what is missing
   */
  public static Tensor read(Path file, Fill fill, int height, int width) {
    try (PointerScope scope = new PointerScope()) {
      LoadedImage image = ImageFile.read(file);
      if (image.height() != height || image.width() != width) {
        throw new ImageException(
            "mask %s is %d x %d (width x height) but its picture is %d x %d; scale the mask"
                .formatted(file, image.width(), image.height(), width, height));
      }
      Tensor kept = kept(image, fill);
      double share = kept.mean().item_double();
      if (share == 1) {
        throw new ImageException(
            "mask %s marks nothing as missing; paint the missing pixels %s or erase them"
                .formatted(file, fill));
      }
      if (share == 0) {
        throw new ImageException(
            "mask %s keeps nothing; paint the pixels to keep %s".formatted(file, fill.other()));
      }
      return kept.retainReference();
    }
  }

  private static Tensor kept(LoadedImage image, Fill fill) {
    if (image.alpha().isPresent()) {
      Tensor opaque = image.alpha().get().ge(scalar(0.5)).to(ScalarType.Float);
      if (opaque.mean().item_double() < 1) {
        return opaque;
      }
    }
    Tensor white = luma(image.pixels()).ge(scalar(0));
    return (fill == Fill.BLACK ? white : white.logical_not()).to(ScalarType.Float);
  }

  private static Tensor luma(Tensor pixels) {
    if (pixels.size(1) == 1) {
      return pixels;
    }
    Tensor weights = Tensor.create(new float[] {0.299f, 0.587f, 0.114f}, 1, 3, 1, 1);
    return pixels.mul(weights).sum(new long[] {1}, true, null);
  }
}
