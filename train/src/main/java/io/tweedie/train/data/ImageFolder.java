package io.tweedie.train.data;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.tensor.Scoped;
import io.tweedie.images.ImageFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A folder with a folder of images for each class, numbered in order of name. Files are decoded
 * when they are asked for, so that any number of them can be used.
 */
final class ImageFolder implements LabelledImages {

  private final List<Path> files = new ArrayList<>();
  private final List<Integer> labels = new ArrayList<>();
  private final int classes;
  private final int channels;

  private ImageFolder(Path folder, List<Path> classFolders) throws IOException {
    for (int label = 0; label < classFolders.size(); label++) {
      for (Path file : ImageFile.listIn(classFolders.get(label))) {
        files.add(file);
        labels.add(label);
      }
    }
    if (files.isEmpty()) {
      throw new IOException(
          folder + " holds no images; expected a folder for each class with images in it");
    }
    classes = classFolders.size();
    channels = (int) decode(files.get(0)).size(0);
  }

  static ImageFolder list(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return new ImageFolder(folder, entries.filter(ImageFolder::isClass).sorted().toList());
    }
  }

  private static boolean isClass(Path entry) {
    return Files.isDirectory(entry) && !entry.getFileName().toString().startsWith(".");
  }

  private static Tensor decode(Path file) {
    return Scoped.run(
        () -> {
          Tensor pixels = ImageFile.read(file).pixels().squeeze(0);
          return pixels.add(scalar(1)).mul(scalar(127.5)).round().to(ScalarType.Byte);
        });
  }

  @Override
  public int size() {
    return files.size();
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public int channels() {
    return channels;
  }

  @Override
  public int label(int index) {
    return labels.get(index);
  }

  @Override
  public Tensor image(int index) {
    Tensor image = decode(files.get(index));
    if (image.size(0) != channels) {
      throw new IllegalArgumentException(
          "%s has %d channels, but %s has %d; make them alike"
              .formatted(files.get(index), image.size(0), files.get(0), channels));
    }
    return image;
  }
}
