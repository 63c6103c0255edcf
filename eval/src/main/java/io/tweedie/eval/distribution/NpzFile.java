package io.tweedie.eval.distribution;

import io.tweedie.images.NpyHeader;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A file of NumPy's {@code savez} or {@code savez_compressed}, read as far as its arrays say and
 * never further. Python objects and whatever else is not numbers is refused.
 */
public final class NpzFile implements AutoCloseable {

  private static final String ENDING = ".npy";
  private static final int PIECE = 1 << 16;
  private static final int NAMED = 8;

  private final Path file;
  private final ZipFile zip;

  private NpzFile(Path file, ZipFile zip) {
    this.file = file;
    this.zip = zip;
  }

  /** Whether a file is named as one. */
  public static boolean isNamedAsOne(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".npz");
  }

  /**
   * Opens a file.
   *
   * @throws IllegalArgumentException if it is no such file
   * @throws IOException if it cannot be read
   */
  public static NpzFile open(Path file) throws IOException {
    try {
      return new NpzFile(file, new ZipFile(file.toFile()));
    } catch (ZipException e) {
      throw new IllegalArgumentException(
          "%s is not what numpy.savez writes: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** What is written of the whole file; empty if nothing. */
  public String comment() {
    String comment = zip.getComment();
    return comment == null ? "" : comment;
  }

  /** Whether there is an array of a name. */
  public boolean has(String name) {
    return zip.getEntry(name + ENDING) != null;
  }

  /** Names of the first entries, for messages. */
  public String contents() {
    List<String> names = zip.stream().limit(NAMED).map(ZipEntry::getName).toList();
    String more = zip.size() > NAMED ? " and %d more".formatted(zip.size() - NAMED) : "";
    return names.isEmpty() ? "nothing" : String.join(", ", names) + more;
  }

  /** An array that is being read. */
  private interface Reading<T> {
    T read(NpyHeader header, CheckedInputStream numbers) throws IOException;
  }

  /** Reads an array as far as the reading goes. */
  private <T> T opening(String name, Reading<T> reading) throws IOException {
    ZipEntry entry = zip.getEntry(name + ENDING);
    if (entry == null) {
      throw refused(name, "is not there; the file has " + contents());
    }
    try (CheckedInputStream in =
        new CheckedInputStream(
            new BufferedInputStream(zip.getInputStream(entry), PIECE), new CRC32())) {
      return reading.read(NpyHeader.read(in), in);
    } catch (ZipException | EOFException e) {
      throw refused(name, "is damaged: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw e.getMessage().startsWith(file.toString()) ? e : refused(name, e.getMessage());
    }
  }

  /** Reads an array whole. */
  private <T> T reading(String name, Reading<T> reading) throws IOException {
    return opening(
        name,
        (header, in) -> {
          T read = reading.read(header, in);
          if (in.read() >= 0) {
            throw refused(name, "has more numbers than its shape says");
          }
          long crc = zip.getEntry(name + ENDING).getCrc();
          if (crc >= 0 && in.getChecksum().getValue() != crc) {
            throw refused(name, "is damaged: its checksum does not fit");
          }
          return read;
        });
  }

  private IllegalArgumentException refused(String name, String why) {
    return new IllegalArgumentException("%s: the array '%s' %s".formatted(file, name, why));
  }

  /**
   * Reads all numbers of an array of float32, float64, int32 or int64.
   *
   * @param most numbers to accept
   * @return row by row
   * @throws IllegalArgumentException if it is missing, damaged, of another type, or larger
   * @throws IOException if it cannot be read
   */
  public Numbers numbers(String name, int most) throws IOException {
    return reading(
        name,
        (header, in) -> {
          long count = header.shape().stream().mapToLong(n -> n).reduce(1, (a, b) -> a * b);
          if (header.shape().stream().anyMatch(n -> n > most) || count > most) {
            throw refused(name, "is of shape %s, too large".formatted(header.shape()));
          }
          int bytes = bytesOf(name, header.type());
          double[] values = new double[(int) count];
          byte[] piece = new byte[PIECE];
          for (int done = 0; done < values.length; ) {
            int wanted = (int) Math.min(PIECE / bytes, (long) values.length - done) * bytes;
            if (in.readNBytes(piece, 0, wanted) < wanted) {
              throw refused(name, "ends before its last number");
            }
            ByteBuffer numbers = ByteBuffer.wrap(piece, 0, wanted).order(ByteOrder.LITTLE_ENDIAN);
            while (numbers.hasRemaining()) {
              values[done++] = next(header.type(), numbers);
            }
          }
          return new Numbers(
              header.shape(), header.columnMajor() ? transposed(header, values) : values);
        });
  }

  private int bytesOf(String name, String type) {
    return switch (type) {
      case "<f4", "<i4" -> 4;
      case "<f8", "<i8" -> 8;
      default -> throw refused(name, "is of type %s, not of numbers".formatted(type));
    };
  }

  private static double next(String type, ByteBuffer numbers) {
    return switch (type) {
      case "<f4" -> numbers.getFloat();
      case "<i4" -> numbers.getInt();
      case "<i8" -> numbers.getLong();
      default -> numbers.getDouble();
    };
  }

  private static double[] transposed(NpyHeader header, double[] values) {
    if (header.shape().size() != 2) {
      return values;
    }
    int rows = header.shape().get(0);
    int columns = header.shape().get(1);
    double[] turned = new double[values.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        turned[i * columns + j] = values[j * rows + i];
      }
    }
    return turned;
  }

  /** Shape and values of an array. */
  public static final class Numbers {

    private final List<Integer> shape;
    private final double[] values;

    private Numbers(List<Integer> shape, double[] values) {
      this.shape = shape;
      this.values = values;
    }

    /** Length of each axis. */
    public List<Integer> shape() {
      return shape;
    }

    /** Row by row; the caller's. */
    public double[] values() {
      return values;
    }
  }

  /**
   * Shows images one by one, as guided-diffusion stores its samples: an array of bytes [N, H, W,
   * 3].
   *
   * @param mostPixels of one image
   * @param visitor gets the bytes of each image, row by row, the colours of a pixel together
   * @throws IllegalArgumentException if it is missing, damaged, or of something else
   * @throws IOException if it cannot be read
   */
  public void images(String name, int mostPixels, PictureVisitor visitor) throws IOException {
    reading(
        name,
        (header, in) -> {
          requireImages(name, header, mostPixels);
          int height = header.shape().get(1);
          int width = header.shape().get(2);
          for (int i = 0; i < header.shape().get(0); i++) {
            byte[] levels = in.readNBytes(height * width * 3);
            if (levels.length < height * width * 3) {
              throw refused(name, "ends before its last image");
            }
            visitor.picture(new Picture(i, height, width, levels));
          }
          return null;
        });
  }

  /**
   * How many images there are.
   *
   * @throws IllegalArgumentException if it is missing or of something else
   * @throws IOException if it cannot be read
   */
  public int countOfImages(String name, int mostPixels) throws IOException {
    return opening(
        name,
        (header, in) -> {
          requireImages(name, header, mostPixels);
          return header.shape().get(0);
        });
  }

  private void requireImages(String name, NpyHeader header, int mostPixels) {
    List<Integer> shape = header.shape();
    boolean images =
        header.type().equals("|u1")
            && !header.columnMajor()
            && shape.size() == 4
            && shape.get(3) == 3
            && shape.stream().allMatch(n -> n > 0)
            && (long) shape.get(1) * shape.get(2) <= mostPixels;
    if (!images) {
      throw refused(
          name,
          "is of type %s and shape %s; images are |u1 of shape [N, H, W, 3]"
              .formatted(header.type(), shape));
    }
  }

  /** Sees images. */
  public interface PictureVisitor {

    /**
     * An image.
     *
     * @throws IOException to end the visit
     */
    void picture(Picture picture) throws IOException;
  }

  /** An image of such an array. */
  public static final class Picture {

    private final int index;
    private final int height;
    private final int width;
    private final byte[] levels;

    private Picture(int index, int height, int width, byte[] levels) {
      this.index = index;
      this.height = height;
      this.width = width;
      this.levels = levels;
    }

    /** Where it stands, from 0. */
    public int index() {
      return index;
    }

    /** Rows. */
    public int height() {
      return height;
    }

    /** Columns. */
    public int width() {
      return width;
    }

    /** Row by row, the colours of a pixel together; the visitor's. */
    public byte[] levels() {
      return levels;
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
