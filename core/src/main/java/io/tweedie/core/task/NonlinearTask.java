package io.tweedie.core.task;

import io.tweedie.core.operator.Blur;
import io.tweedie.core.operator.Boundary;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Jpeg;
import io.tweedie.core.operator.Kernel;
import io.tweedie.core.operator.NonlinearBlur;
import io.tweedie.core.operator.PhaseRetrieval;
import io.tweedie.core.tensor.Shape;
import java.util.Optional;

/** Tasks whose physics is not linear, for solvers that only measure and differentiate. */
public sealed interface NonlinearTask extends Task {

  /**
   * {@code deblur-nonlinear}: sharpens what a shaking camera took, light being blurred rather than
   * pixel values. The seed chooses how it shook; the blur reaches over up to a quarter of the
   * image, and over 61 pixels at most, as in DPS (Chung et al., 2023).
   */
  record CameraBlur() implements NonlinearTask {

    private static final int LARGEST_KERNEL = 61;
    private static final double INTENSITY = 0.5;

    @Override
    public String name() {
      return NonlinearBlur.NAME;
    }

    @Override
    public ForwardOperator operator(Shape image, long seed, TaskFiles files) {
      long quarter = Math.min(image.height(), image.width()) / 4;
      int size = (int) Math.min(LARGEST_KERNEL, quarter / 2 * 2 + 1);
      Kernel kernel = Kernel.motion(size, INTENSITY, seed);
      return new NonlinearBlur(Blur.of(image, kernel, Boundary.REFLECT));
    }
  }

  /**
   * {@code deblur-nonlinear:FILE}: sharpens what a trained network blurred, the encoded kernel
   * space of Tran et al. (2021), as DPS has it. The seed chooses the kernel.
   *
   * @param file checkpoint of the network
   */
  record EncodedBlur(String file) implements NonlinearTask {

    /** The network halves height and width seven times, down to its kernel. */
    private static final int MULTIPLE = 128;

    @Override
    public String name() {
      return NonlinearBlur.NAME + ":" + file;
    }

    @Override
    public Optional<String> namedFile() {
      return Optional.of(file);
    }

    @Override
    public ForwardOperator operator(Shape image, long seed, TaskFiles files) {
      return files.blur(name(), file, image, seed);
    }

    @Override
    public Shape admissible(Shape image) {
      if (image.height() < MULTIPLE || image.width() < MULTIPLE) {
        throw new IllegalArgumentException(
            "%s takes images whose sides are multiples of %d, so %d x %d is too small for it"
                    .formatted(name(), MULTIPLE, image.height(), image.width())
                + "; "
                + NonlinearBlur.NAME
                + " takes any size");
      }
      return new Shape(
          image.channels(),
          image.height() / MULTIPLE * MULTIPLE,
          image.width() / MULTIPLE * MULTIPLE);
    }
  }

  /**
   * {@code phase-retrieval:2}: finds an image from the magnitudes of its Fourier transform.
   *
   * @param oversampling how finely the spectrum is sampled, above 0 and at most 32
   */
  record Phases(double oversampling) implements NonlinearTask {

    /** Refuses ratios that are none. */
    public Phases {
      PhaseRetrieval.requireOversampling(oversampling);
    }

    @Override
    public String name() {
      return PhaseRetrieval.name(oversampling);
    }

    @Override
    public ForwardOperator operator(Shape image, long seed, TaskFiles files) {
      return new PhaseRetrieval(image, oversampling);
    }

    @Override
    public Shape imageShape(Shape measurement) {
      return PhaseRetrieval.imageShape(measurement, oversampling);
    }

    @Override
    public boolean measuresPictures() {
      return false;
    }
  }

  /**
   * {@code jpeg:10}: repairs what JPEG compression took; {@code jpeg:10,4:4:4} where colour was
   * kept at full resolution.
   *
   * @param quality from 1 to 100
   * @param chroma how finely colour was kept
   */
  record JpegRepair(int quality, Jpeg.Chroma chroma) implements NonlinearTask {

    /** Refuses other qualities. */
    public JpegRepair {
      Jpeg.requireQuality(quality);
    }

    @Override
    public String name() {
      return Jpeg.name(quality, chroma);
    }

    @Override
    public ForwardOperator operator(Shape image, long seed, TaskFiles files) {
      return new Jpeg(image, quality, chroma);
    }
  }
}
