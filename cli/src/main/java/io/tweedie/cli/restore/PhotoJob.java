package io.tweedie.cli.restore;

import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.solver.UnsupportedOperatorException;
import io.tweedie.core.tensor.Shape;
import io.tweedie.eval.restore.DegradedPhoto;
import io.tweedie.eval.restore.MultiscaleFill;
import io.tweedie.eval.restore.Restoration;
import io.tweedie.eval.restore.StoredMeasurement;
import io.tweedie.images.ImageFile;
import io.tweedie.images.LoadedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A photo to restore, or one sample of it. Holds no pixels: they are read when their turn comes.
 *
 * @param file where it is
 * @param name what its outputs' names begin with
 * @param sample number of the sample, counted from 0
 * @param restoration how it is restored
 * @param fill how its hole is filled from coarse to fine, if it is wider than the model sees
 * @param imageShape shape of the image sought
 * @param measurementShape shape of the photo as a measurement
 * @param id identity of the photo, by its pixels
 */
record PhotoJob(
    Path file,
    String name,
    int sample,
    Restoration restoration,
    Optional<MultiscaleFill> fill,
    Shape imageShape,
    Shape measurementShape,
    long id) {

  /**
   * Checks that a photo or a stored measurement can be restored so, all before any model is loaded.
   */
  static PhotoJob of(
      Path file,
      String name,
      Restoration restoration,
      Optional<MultiscaleFill> fill,
      DegradedPhoto photo) {
    ForwardOperator operator = operator(file, restoration, photo.shape());
    if (!operator.measurementShape().equals(photo.shape())) {
      throw new IllegalArgumentException(
          "%s is %s (channels x height x width), and %s makes measurements of %s"
              .formatted(file, photo.shape(), operator.name(), operator.measurementShape()));
    }
    return new PhotoJob(
        file,
        name,
        0,
        restoration,
        fill.filter(wide -> wide.isFor(restoration, photo.shape())),
        operator.imageShape(),
        photo.shape(),
        photo.id());
  }

  private static ForwardOperator operator(Path file, Restoration restoration, Shape photo) {
    try {
      return restoration.operator(photo);
    } catch (IllegalArgumentException e) {
      throw e instanceof UnsupportedOperatorException
          ? e
          : new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /** The same photo for another sample. */
  PhotoJob sample(int number) {
    return new PhotoJob(file, name, number, restoration, fill, imageShape, measurementShape, id);
  }

  /** The same photo without a fill from coarse to fine. */
  PhotoJob atFullSize() {
    return new PhotoJob(
        file, name, sample, restoration, Optional.empty(), imageShape, measurementShape, id);
  }

  /** Steps of its run, if it is not gone on with. */
  int steps(SamplingLoop loop) {
    return fill.map(wide -> wide.steps(loop)).orElseGet(loop::steps);
  }

  /**
   * Reads the pixels.
   *
   * @throws IllegalStateException if they are others than when the job was made
   */
  DegradedPhoto read() throws IOException {
    DegradedPhoto photo = read(file, restoration, (int) imageShape.channels());
    if (photo.id() != id) {
      photo.close();
      throw new IllegalStateException(file + " has changed since the run began; start it again");
    }
    if (sample == 0) {
      return photo;
    }
    try (photo) {
      return photo.sample(sample);
    }
  }

  private static DegradedPhoto read(Path file, Restoration restoration, int channels)
      throws IOException {
    if (StoredMeasurement.isNamedLikeOne(file)) {
      return StoredMeasurement.of(file).read(channels);
    }
    try (LoadedImage image = ImageFile.read(file)) {
      return DegradedPhoto.of(image, restoration.task(), channels);
    }
  }
}
