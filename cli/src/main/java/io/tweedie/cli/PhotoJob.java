package io.tweedie.cli;

import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Shape;
import io.tweedie.eval.restore.DegradedPhoto;
import io.tweedie.eval.restore.Restoration;
import io.tweedie.eval.restore.StoredMeasurement;
import io.tweedie.images.ImageFile;
import io.tweedie.images.LoadedImage;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A photo to restore, or one sample of it.
 *
 * @param file where it is
 * @param name what its outputs' names begin with
 * @param sample number of the sample, counted from 0
 * @param photo its pixels
 * @param operator what happened to it
 */
record PhotoJob(Path file, String name, int sample, DegradedPhoto photo, ForwardOperator operator)
    implements AutoCloseable {

  /**
   * Reads a photo or a stored measurement and checks that it can be restored so, all before any
   * model is loaded.
   *
   * @param channels of the model's images, 1 or 3
   */
  static PhotoJob read(Path file, String name, Restoration restoration, int channels)
      throws IOException {
    if (StoredMeasurement.isNamedLikeOne(file)) {
      DegradedPhoto measured = StoredMeasurement.of(file).read(channels);
      return new PhotoJob(file, name, 0, measured, restoration.operator(measured.shape()));
    }
    try (LoadedImage image = ImageFile.read(file)) {
      DegradedPhoto photo = DegradedPhoto.of(image, restoration.task(), channels);
      return new PhotoJob(file, name, 0, photo, restoration.operator(photo.shape()));
    }
  }

  /** The same photo for another sample; a copy. */
  PhotoJob sample(int number) {
    return new PhotoJob(file, name, number, photo.sample(number), operator);
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
