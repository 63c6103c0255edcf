package io.tweedie.restore.photo;

import io.tweedie.images.ImageFile;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * A restored photo.
 *
 * @param pixels float32 1 x C x H x W; C is 1 if the photo was gray, otherwise 3. Values may leave
 *     [-1, 1] a little
 * @param alpha 1 x 1 x H x W in [0, 1], if the photo had transparency
 * @param evaluations how often the prior was asked for it, or where that is counted, as a {@link
 *     io.tweedie.restore.Restorer} does, how often its network was evaluated
 */
public record RestoredPhoto(Tensor pixels, Optional<Tensor> alpha, int evaluations)
    implements AutoCloseable {

  /** The same with what asking has taken, as whoever counts the evaluations of networks knows. */
  public RestoredPhoto withEvaluations(int evaluations) {
    return new RestoredPhoto(pixels, alpha, evaluations);
  }

  /** Writes a PNG file, which appears whole or not at all. */
  public void writePng(Path file) {
    if (alpha.isPresent()) {
      ImageFile.writePng(file, pixels, alpha.get());
    } else {
      ImageFile.writePng(file, pixels);
    }
  }

  /** Frees the tensors. */
  @Override
  public void close() {
    pixels.close();
    alpha.ifPresent(Tensor::close);
  }
}
