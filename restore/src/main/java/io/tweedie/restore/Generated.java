package io.tweedie.restore;

import io.tweedie.images.Pictures;
import io.tweedie.restore.record.RunRecord;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Images that were drawn. Holds a tensor; close it.
 *
 * @param images float32 N x C x H x W; values may leave [-1, 1] a little
 * @param provenance all that is needed to repeat the run
 */
public record Generated(Tensor images, RunRecord provenance) implements AutoCloseable {

  /** The images as pictures of 8 bits. */
  public List<BufferedImage> pictures() {
    List<BufferedImage> pictures = new ArrayList<>();
    try (PointerScope scope = new PointerScope()) {
      for (long i = 0; i < images.size(0); i++) {
        pictures.add(Pictures.of(images.narrow(0, i, 1)));
      }
    }
    return pictures;
  }

  /** Frees the tensor. */
  @Override
  public void close() {
    images.close();
  }
}
