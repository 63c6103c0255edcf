package io.tweedie.eval.features;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.eval.distribution.NpzFile;
import io.tweedie.images.ImageException;
import io.tweedie.images.ImageFile;
import io.tweedie.models.checkpoint.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Images one after another, of which one at a time is in memory. */
public interface ImageSource {

  /** How messages name it. */
  String name();

  /** How many there are, with those that cannot be read. */
  int count();

  /**
   * Shows all of them in order.
   *
   * @throws IOException if the source itself cannot be read
   */
  void each(Visitor visitor) throws IOException;

  /** Sees images. */
  interface Visitor {

    /**
     * An image.
     *
     * @param sha256 of its content, by which it is known again
     * @param pixels float32 [1, 1 or 3, H, W] in [-1, 1], of the scope in which they are asked for;
     *     throws {@link ImageException} if the file is no image
     */
    void image(String name, String sha256, Supplier<Tensor> pixels) throws IOException;

    /** A file that cannot be read. */
    void unreadable(String reason);
  }

  /**
   * The image files of a folder, in the order of their names.
   *
   * @throws ImageException if it cannot be read
   * @throws IllegalArgumentException if there are none
   */
  static ImageSource folder(Path folder) {
    List<Path> files = ImageFile.listIn(folder);
    if (files.isEmpty()) {
      throw new IllegalArgumentException("there is no picture in " + folder);
    }
    return files(folder.toString(), files);
  }

  /**
   * Image files.
   *
   * @param name of all of them
   */
  static ImageSource files(String name, List<Path> files) {
    return new ImageSource() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public int count() {
        return files.size();
      }

      @Override
      public void each(Visitor visitor) throws IOException {
        for (Path file : files) {
          String sha256;
          try {
            sha256 = Sha256.of(file);
          } catch (IOException e) {
            visitor.unreadable(
                file + " cannot be read; check that it is there and its permissions");
            continue;
          }
          visitor.image(file.getFileName().toString(), sha256, () -> ImageFile.read(file).pixels());
        }
      }
    };
  }

  /**
   * The images that guided-diffusion stores in a {@code .npz}, under the name {@code arr_0}.
   *
   * @throws IllegalArgumentException if there are none, or the file is damaged
   * @throws IOException if it cannot be read
   */
  static ImageSource batch(Path file) throws IOException {
    int most = (int) ImageFile.DEFAULT_MAX_PIXELS;
    int count;
    try (NpzFile npz = NpzFile.open(file)) {
      if (!npz.has(BATCH)) {
        throw new IllegalArgumentException(
            "%s has no images under the name %s; it has %s".formatted(file, BATCH, npz.contents()));
      }
      count = npz.countOfImages(BATCH, most);
    }
    return new ImageSource() {
      @Override
      public String name() {
        return file.toString();
      }

      @Override
      public int count() {
        return count;
      }

      @Override
      public void each(Visitor visitor) throws IOException {
        try (NpzFile npz = NpzFile.open(file)) {
          npz.images(
              BATCH,
              most,
              picture ->
                  visitor.image(
                      String.format(Locale.ROOT, "%s[%d]", BATCH, picture.index()),
                      Sha256.of(picture.levels()),
                      () -> pixels(picture)));
        }
      }
    };
  }

  /** The name under which {@code numpy.savez} stores an array without one. */
  String BATCH = "arr_0";

  private static Tensor pixels(NpzFile.Picture picture) {
    float[] levels = new float[picture.levels().length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = Byte.toUnsignedInt(picture.levels()[i]);
    }
    Tensor rows = Tensor.create(levels, 1, picture.height(), picture.width(), 3);
    return rows.permute(0, 3, 1, 2)
        .contiguous()
        .to(ScalarType.Float)
        .div(scalar(127.5))
        .sub(scalar(1));
  }
}
