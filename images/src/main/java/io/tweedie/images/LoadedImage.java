package io.tweedie.images;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * A decoded image, as a viewer would show it.
 *
 * @param pixels float32 in [-1,1], 1 x C x H x W; C is 1 for gray pictures (also when a palette
 *     holds nothing but grays) and 3 (red, green, blue; sRGB) for all others. Pixels under alpha
 *     are as they are in the file: nothing is blended with a background.
 * @param alpha float32 in [0,1], 1 x 1 x H x W, 1 is opaque; empty when the file has no alpha
 * @param format what the file is
 * @param storedWidth columns in the file, before the orientation was applied
 * @param storedHeight rows in the file, before the orientation was applied
 * @param orientation what was applied to the stored rows and columns
 */
public record LoadedImage(
    Tensor pixels,
    Optional<Tensor> alpha,
    ImageFormat format,
    int storedWidth,
    int storedHeight,
    Orientation orientation)
    implements AutoCloseable {

  /** Rows of {@link #pixels}. */
  public int height() {
    return (int) pixels.size(2);
  }

  /** Columns of {@link #pixels}. */
  public int width() {
    return (int) pixels.size(3);
  }

  /** The same image under tensors of its own, which share their values with these; to be closed. */
  public LoadedImage handle() {
    return new LoadedImage(
        pixels.alias(), alpha.map(Tensor::alias), format, storedWidth, storedHeight, orientation);
  }

  /** Frees both tensors. */
  @Override
  public void close() {
    pixels.close();
    alpha.ifPresent(Tensor::close);
  }
}
