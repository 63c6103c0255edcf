package io.tweedie.train.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/** Gray images and labels from a pair of IDX files, kept as bytes in memory. */
final class IdxImages implements LabelledImages {

  private final int height;
  private final int width;
  private final byte[] pixels;
  private final byte[] labels;
  private final int classes;

  private IdxImages(IdxFile images, IdxFile labels) {
    height = images.shape()[1];
    width = images.shape()[2];
    pixels = images.data();
    this.labels = labels.data();
    int largest = 0;
    for (byte label : this.labels) {
      largest = Math.max(largest, Byte.toUnsignedInt(label));
    }
    classes = largest + 1;
  }

  static boolean isIn(Path folder, String prefix) {
    Path plain = folder.resolve(prefix + "-images-idx3-ubyte");
    return Files.exists(plain) || Files.exists(zipped(plain));
  }

  static IdxImages read(Path folder, String prefix) throws IOException {
    IdxFile images = IdxFile.read(file(folder, prefix + "-images-idx3-ubyte"), 3);
    IdxFile labels = IdxFile.read(file(folder, prefix + "-labels-idx1-ubyte"), 1);
    if (images.shape()[0] != labels.shape()[0]) {
      throw new IOException(
          "%s holds %d images, but %s %d labels; they do not belong together"
              .formatted(images.file(), images.shape()[0], labels.file(), labels.shape()[0]));
    }
    return new IdxImages(images, labels);
  }

  private static Path file(Path folder, String name) throws IOException {
    Path plain = folder.resolve(name);
    if (Files.exists(plain)) {
      return plain;
    }
    if (Files.exists(zipped(plain))) {
      return zipped(plain);
    }
    throw new IOException("%s lacks %s, plain or with .gz".formatted(folder, name));
  }

  private static Path zipped(Path plain) {
    return plain.resolveSibling(plain.getFileName() + ".gz");
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public int channels() {
    return 1;
  }

  @Override
  public int label(int index) {
    return Byte.toUnsignedInt(labels[index]);
  }

  @Override
  public Tensor image(int index) {
    int area = height * width;
    byte[] image = Arrays.copyOfRange(pixels, index * area, (index + 1) * area);
    return Tensor.create(image, false, 1, height, width);
  }
}
