package io.tweedie.core.task;

import io.tweedie.core.operator.Blur;
import io.tweedie.core.operator.Boundary;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Kernel;
import io.tweedie.core.tensor.Shape;
import java.util.Optional;

/** Tasks that sharpen what a {@link Blur} has blurred. */
public sealed interface DeblurTask extends Task {

  /** What lies beyond the edge of the image. */
  Boundary boundary();

  /**
   * How a point of light spreads.
   *
   * @param seed chooses the kernel, where that is left to chance
   * @param files reads the kernel, where the task names a file
   */
  Kernel kernel(long seed, TaskFiles files);

  /** The same blur with something else beyond the edge. */
  DeblurTask withBoundary(Boundary boundary);

  @Override
  default ForwardOperator operator(Shape image, long seed, TaskFiles files) {
    return Blur.named(name(), image, kernel(seed, files), boundary());
  }

  /** {@inheritDoc} The height and width of a kernel are no matter of chance. */
  @Override
  default Shape imageShape(Shape measurement, TaskFiles files) {
    return boundary() == Boundary.VALID
        ? Blur.imageShape(measurement, kernel(0, files), boundary())
        : measurement;
  }

  @Override
  default Shape imageShape(Shape measurement) {
    return imageShape(measurement, new NoFiles(name()));
  }

  /** The name without the boundary, which is said only where it is not {@link Boundary#REFLECT}. */
  private static String name(String kernel, Boundary boundary) {
    return boundary == Boundary.REFLECT ? kernel : kernel + "," + boundary;
  }

  /**
   * {@code deblur-gaussian:61,3.0}: sharpens what was out of focus.
   *
   * @param size height and width of the kernel in pixels
   * @param standardDeviation of the Gaussian, in pixels
   * @param boundary what lies beyond the edge
   */
  record Gaussian(int size, double standardDeviation, Boundary boundary) implements DeblurTask {

    /** What lies further out carries 1/7000 of the light, a fraction of a grey level. */
    private static final int VISIBLE_DEVIATIONS = 4;

    /** Refuses what makes no kernel. */
    public Gaussian {
      Kernel.requireGaussian(size, standardDeviation);
    }

    @Override
    public String name() {
      return DeblurTask.name("deblur-gaussian:" + size + "," + standardDeviation, boundary);
    }

    /** {@inheritDoc} Where its reach makes the image wider, it ends at four deviations. */
    @Override
    public Kernel kernel(long seed, TaskFiles files) {
      double reach = Math.ceil(VISIBLE_DEVIATIONS * standardDeviation);
      boolean trimmed = boundary == Boundary.VALID && 2 * reach + 1 < size;
      return Kernel.gaussian(trimmed ? 2 * (int) reach + 1 : size, standardDeviation);
    }

    @Override
    public Gaussian withBoundary(Boundary other) {
      return new Gaussian(size, standardDeviation, other);
    }
  }

  /**
   * {@code deblur-motion:61,0.5}: sharpens what a shaking camera took; the seed chooses how it
   * shook.
   *
   * @param size height and width of the kernel in pixels
   * @param intensity how restless the camera was, from 0 to 1
   * @param boundary what lies beyond the edge
   */
  record Motion(int size, double intensity, Boundary boundary) implements DeblurTask {

    /** Refuses what makes no kernel. */
    public Motion {
      Kernel.requireMotion(size, intensity);
    }

    @Override
    public String name() {
      return DeblurTask.name("deblur-motion:" + size + "," + intensity, boundary);
    }

    @Override
    public Kernel kernel(long seed, TaskFiles files) {
      return Kernel.motion(size, intensity, seed);
    }

    @Override
    public Motion withBoundary(Boundary other) {
      return new Motion(size, intensity, other);
    }
  }

  /**
   * {@code deblur-kernel:FILE}: sharpens what was blurred by a known kernel.
   *
   * @param file where the kernel is
   * @param boundary what lies beyond the edge
   */
  record KnownKernel(String file, Boundary boundary) implements DeblurTask {

    @Override
    public String name() {
      return DeblurTask.name("deblur-kernel:" + file, boundary);
    }

    @Override
    public Optional<String> namedFile() {
      return Optional.of(file);
    }

    @Override
    public Kernel kernel(long seed, TaskFiles files) {
      return files.kernel(file);
    }

    @Override
    public KnownKernel withBoundary(Boundary other) {
      return new KnownKernel(file, other);
    }
  }
}
