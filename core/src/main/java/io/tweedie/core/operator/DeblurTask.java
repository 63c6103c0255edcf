package io.tweedie.core.operator;

import java.util.Optional;

/** Tasks that sharpen what a {@link Blur} has blurred. */
public sealed interface DeblurTask extends Task {

  /** What lies beyond the edge of the image. */
  Boundary boundary();

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

    /** Refuses what makes no kernel. */
    public Gaussian {
      Kernel.requireGaussian(size, standardDeviation);
    }

    @Override
    public String name() {
      return DeblurTask.name("deblur-gaussian:" + size + "," + standardDeviation, boundary);
    }

    @Override
    public ForwardOperator operator(Shape image, long seed, TaskFiles files) {
      return Blur.named(name(), image, Kernel.gaussian(size, standardDeviation), boundary);
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
    public ForwardOperator operator(Shape image, long seed, TaskFiles files) {
      return Blur.named(name(), image, Kernel.motion(size, intensity, seed), boundary);
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
    public ForwardOperator operator(Shape image, long seed, TaskFiles files) {
      return Blur.named(name(), image, files.kernel(file), boundary);
    }
  }
}
