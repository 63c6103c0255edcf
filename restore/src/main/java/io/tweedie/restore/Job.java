package io.tweedie.restore;

import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.solver.UnsupportedOperatorException;
import io.tweedie.core.tensor.Shape;
import io.tweedie.images.LoadedImage;
import io.tweedie.restore.photo.Damage;
import io.tweedie.restore.photo.DegradedPhoto;
import io.tweedie.restore.photo.MaskAdvice;
import io.tweedie.restore.photo.MultiscaleFill;
import io.tweedie.restore.photo.Restoration;
import io.tweedie.restore.spec.DamageSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A photo and how it is restored, found to go together. Holds no pixels: they are read when their
 * turn comes.
 *
 * @param photo what is restored
 * @param restoration how it is restored
 * @param fill how its hole is filled from coarse to fine, if it is wider than the model sees
 * @param imageShape shape of the image sought
 * @param measurementShape shape of the photo as a measurement
 * @param id identity of the photo, by its pixels
 * @param why it is restored so, in a few words
 * @param remarks what the photo's owner should know, a line each
 */
public record Job(
    Photo photo,
    Restoration restoration,
    Optional<MultiscaleFill> fill,
    Shape imageShape,
    Shape measurementShape,
    long id,
    String why,
    List<String> remarks) {

  /**
   * Checks that a photo can be restored so, all before any weights are read.
   *
   * @throws IllegalArgumentException if it cannot
   */
  static Job of(
      Photo photo, Damage damage, Restoration restoration, String why, DegradedPhoto degraded) {
    ForwardOperator operator = physics(photo, restoration, degraded.shape());
    if (!operator.measurementShape().equals(degraded.shape())) {
      throw new IllegalArgumentException(
          "%s is %s (channels x height x width), and %s makes measurements of %s"
              .formatted(
                  photo.name(), degraded.shape(), operator.name(), operator.measurementShape()));
    }
    return new Job(
        photo,
        restoration,
        Optional.empty(),
        operator.imageShape(),
        degraded.shape(),
        degraded.id(),
        why,
        damage.remarks());
  }

  /** The same with something else that the photo's owner should know. */
  private Job remarking(Optional<String> remark) {
    return remarking(remark.stream().toList());
  }

  /** The same with more that the photo's owner should know. */
  Job remarking(List<String> more) {
    List<String> all = Stream.concat(remarks.stream(), more.stream()).toList();
    return new Job(photo, restoration, fill, imageShape, measurementShape, id, why, all);
  }

  /** The same with advice on a mask that may be painted the other way round. */
  Job advisedOnMask(DamageSpec said) {
    return remarking(MaskAdvice.of(photo.name(), restoration, measurementShape, said));
  }

  /**
   * The same with its hole filled from coarse to fine, if it is wider than a model sees.
   *
   * @param reach how far the model sees, in pixels
   * @param multiscale whether holes are filled so
   */
  Job seenAsFarAs(int reach, boolean multiscale) {
    MultiscaleFill wide = new MultiscaleFill(reach);
    if (!wide.isFor(restoration, measurementShape)) {
      return this;
    }
    String remark =
        "%s: the hole is wider than the model sees (%d pixels); %s"
            .formatted(
                photo.name(),
                reach,
                multiscale
                    ? "a small copy is filled first and then refined"
                    : "its middle will be fog, for which --travel 10,4 or a small copy helps");
    Optional<MultiscaleFill> filled = multiscale ? Optional.of(wide) : Optional.empty();
    return new Job(photo, restoration, filled, imageShape, measurementShape, id, why, remarks)
        .remarking(Optional.of(remark));
  }

  /** Of pixels, and found to be what the method serves. */
  private static ForwardOperator physics(Photo photo, Restoration restoration, Shape shape) {
    try {
      return restoration.space().ofPictures(restoration.operator(shape));
    } catch (IllegalArgumentException e) {
      throw e instanceof UnsupportedOperatorException
          ? e
          : new IllegalArgumentException(photo.name() + ": " + e.getMessage(), e);
    }
  }

  /** Steps of its run, if it is not gone on with. */
  int steps(SamplingLoop loop) {
    return fill.map(wide -> wide.steps(loop)).orElseGet(loop::steps);
  }

  /**
   * Reads the pixels.
   *
   * @param sample which sample of the posterior is to be drawn
   * @throws IllegalStateException if they are others than when the job was made
   */
  DegradedPhoto read(int sample) {
    DegradedPhoto read = read(photo, restoration, (int) imageShape.channels());
    if (read.id() != id) {
      read.close();
      throw new IllegalStateException(
          photo.name() + " has changed since the run began; start it again");
    }
    if (sample == 0) {
      return read;
    }
    try (read) {
      return read.sample(sample);
    }
  }

  private static DegradedPhoto read(Photo photo, Restoration restoration, int channels) {
    if (photo instanceof Photo.Measured measured) {
      return measured.stored().read(channels);
    }
    try (LoadedImage image = ((Photo.Picture) photo).pixels().read()) {
      return DegradedPhoto.of(image, restoration.task(), channels);
    }
  }
}
