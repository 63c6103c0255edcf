package io.tweedie.restore.photo;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.measurement.Noise;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Shape;
import io.tweedie.images.LoadedImage;
import io.tweedie.restore.uncertainty.Samples;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A photo as the measurement of a task.
 *
 * @param y the measurement, float32 1 x C x h x w in [-1, 1]. C is that of the prior's images, to
 *     which a photo is made gray or repeated over the channels; but 1 for colorize, which takes the
 *     gray level of a colour photo
 * @param alpha 1 x 1 x h x w in [0, 1], if the photo has transparency
 * @param gray whether the result is to be gray, because the photo was or the prior is
 * @param id identity of the photo: by its pixels, whatever its file is called
 */
public record DegradedPhoto(Tensor y, Optional<Tensor> alpha, boolean gray, long id)
    implements AutoCloseable {

  private static final double MIDDLE_LEVEL = 127.5;

  /** Far above what float32 loses, far below a level of 16 bits. */
  private static final double LEVEL_TOLERANCE = 1e-4;

  /** How much of a picture is hashed at once, so that a large one needs no copy. */
  private static final int PART_BYTES = 1 << 16;

  /**
   * Prepares a photo for a task; copies what it needs of it.
   *
   * @param photo any size
   * @param task what is wrong with it
   * @param channels of the prior's images: 3, or 1 for a prior of gray pictures
   * @throws IllegalArgumentException if the task measures something else than pictures, or is to
   *     give colours and the prior has none
   */
  public static DegradedPhoto of(LoadedImage photo, Task task, int channels) {
    if (!task.measuresPictures()) {
      throw new IllegalArgumentException(
          "%s does not start from a photo: its measurements are no pictures; give the .safetensors"
                  .formatted(task.name())
              + " that degrade makes of a clean photo, or let evaluate do both");
    }
    boolean colorize = colorizes(task, channels);
    boolean gray = channels == 1 || photo.pixels().size(1) == 1;
    try (PointerScope scope = new PointerScope()) {
      Tensor y = colorize || channels == 1 ? gray(photo.pixels()) : rgb(photo.pixels());
      return new DegradedPhoto(
          y.clone().retainReference(),
          photo.alpha().map(alpha -> alpha.clone().retainReference()),
          gray && !colorize,
          identity(y));
    }
  }

  /**
   * Takes a measurement that is one already, and copies it. One of a single channel is that of a
   * gray image, unless colour is what it lacks.
   *
   * @param y float32 1 x C x h x w
   * @param task how it was made
   * @param channels of the prior's images, 1 or 3
   * @throws IllegalArgumentException if the task is to give colours and the prior has none
   */
  static DegradedPhoto ofMeasurement(Tensor y, Task task, int channels) {
    boolean gray = y.size(1) == 1 && !colorizes(task, channels);
    try (PointerScope scope = new PointerScope()) {
      Tensor measured = gray && channels == 3 ? rgb(y) : y;
      return new DegradedPhoto(
          measured.clone().retainReference(), Optional.empty(), gray, identity(measured));
    }
  }

  /**
   * The same photo with random numbers of its own, for another sample of its posterior; a copy.
   *
   * @param number 0 gives the numbers of the photo itself
   */
  public DegradedPhoto sample(int number) {
    try (PointerScope scope = new PointerScope()) {
      return new DegradedPhoto(
          y.clone().retainReference(),
          alpha.map(plane -> plane.clone().retainReference()),
          gray,
          Samples.identity(id, number));
    }
  }

  private static boolean colorizes(Task task, int channels) {
    boolean colorize = task instanceof Task.Colorize;
    if (colorize && channels == 1) {
      throw new IllegalArgumentException(
          "colorize needs a model of colour pictures; this one is of gray ones");
    }
    return colorize;
  }

  /**
   * The noise that a photo has at least: what rounding to 8 bits left, if its values are levels of
   * 8 bits. Methods that invert a blur would take it for detail.
   */
  public static Noise roundingOf(LoadedImage photo) {
    try (PointerScope scope = new PointerScope()) {
      Tensor levels = photo.pixels().add(scalar(1)).mul(scalar(MIDDLE_LEVEL));
      double off = levels.sub(levels.round()).abs().max().item_double();
      return off < LEVEL_TOLERANCE ? new Noise.Gaussian(Noise.OF_ROUNDING) : new Noise.None();
    }
  }

  private static Tensor rgb(Tensor pixels) {
    return pixels.expand(1, 3, pixels.size(2), pixels.size(3)).contiguous();
  }

  /** The mean of the channels, N x 1 x H x W. */
  static Tensor gray(Tensor pixels) {
    return pixels.mean(new long[] {1}, true, null);
  }

  /**
   * The identity of a picture for keyed random numbers: the first eight bytes of the SHA-256 of its
   * shape and pixels.
   *
   * @param pixels float32 1 x C x H x W
   */
  public static long identity(Tensor pixels) {
    try (PointerScope scope = new PointerScope()) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(Shape.of(pixels).toString().getBytes(StandardCharsets.UTF_8));
      FloatBuffer values = pixels.contiguous().createBuffer();
      ByteBuffer bytes = ByteBuffer.allocate(PART_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      while (values.hasRemaining()) {
        int count = Math.min(values.remaining(), PART_BYTES / Float.BYTES);
        bytes.asFloatBuffer().put(values.slice(values.position(), count));
        values.position(values.position() + count);
        digest.update(bytes.array(), 0, count * Float.BYTES);
      }
      return ByteBuffer.wrap(digest.digest()).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Channels, height and width of the measurement. */
  public Shape shape() {
    return Shape.of(y);
  }

  /** Frees the tensors. */
  @Override
  public void close() {
    y.close();
    alpha.ifPresent(Tensor::close);
  }
}
