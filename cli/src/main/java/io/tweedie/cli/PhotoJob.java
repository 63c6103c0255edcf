package io.tweedie.cli;

import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Shape;
import io.tweedie.eval.restore.DegradedPhoto;
import io.tweedie.eval.restore.Restoration;
import io.tweedie.images.ImageFile;
import io.tweedie.images.LoadedImage;
import java.nio.file.Path;

/**
 * A photo to restore.
 *
 * @param file where it is
 * @param name what its outputs' names begin with
 * @param photo its pixels
 * @param operator what happened to it
 */
record PhotoJob(Path file, String name, DegradedPhoto photo, ForwardOperator operator)
    implements AutoCloseable {

  /** Reads a photo and checks that it can be restored so, all before any model is loaded. */
  static PhotoJob read(Path file, String name, Restoration restoration) {
    try (LoadedImage image = ImageFile.read(file)) {
      DegradedPhoto photo = DegradedPhoto.of(image, restoration.task());
      return new PhotoJob(file, name, photo, restoration.operator(photo.shape()));
    }
  }

  /** Shape of the restored photo. */
  Shape imageShape() {
    return operator.imageShape();
  }

  @Override
  public void close() {
    photo.close();
  }
}
