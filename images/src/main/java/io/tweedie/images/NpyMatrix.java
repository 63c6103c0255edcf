package io.tweedie.images;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A matrix as {@code numpy.save} writes it (NEP 1, versions 1.0 and 2.0): float32 or float64,
 * little-endian, row by row. Anything else is refused, Python objects above all.
 */
final class NpyMatrix {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int SHORTEST = MAGIC.length + 6;
  private static final int LONGEST_HEADER = 4096;
  private static final Pattern TYPE = Pattern.compile("'descr': *'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order': *(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape': *\\((\\d{1,9}), *(\\d{1,9}),?\\)");

  private NpyMatrix() {}

  /** Whether these are the bytes of such a file, by its first ones. */
  static boolean isNpy(byte[] file) {
    return file.length >= MAGIC.length
        && ByteBuffer.wrap(file, 0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
  }

  /**
   * Reads the numbers.
   *
   * @param file the bytes of the whole file
   * @param largestEdge the most rows or columns to accept
   * @throws IllegalArgumentException saying what else the file holds
   */
  static double[][] read(byte[] file, int largestEdge) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    String header = header(bytes);
    String type = field(header, TYPE, "'descr'").group(1);
    if (!type.equals("<f4") && !type.equals("<f8")) {
      throw new IllegalArgumentException(
          "its numbers are of type %s, not <f4 or <f8; save array.astype('float64')"
              .formatted(type));
    }
    if (field(header, ORDER, "'fortran_order'").group(1).equals("True")) {
      throw new IllegalArgumentException(
          "it is stored column by column; save numpy.ascontiguousarray(array)");
    }
    Matcher shape = field(header, SHAPE, "a 'shape' of two axes");
    int rows = edge(shape.group(1), largestEdge);
    int columns = edge(shape.group(2), largestEdge);
    boolean single = type.equals("<f4");
    long expected = (long) rows * columns * (single ? Float.BYTES : Double.BYTES);
    if (bytes.remaining() != expected) {
      throw new IllegalArgumentException(
          "%d x %d numbers take %d bytes, but it holds %d"
              .formatted(rows, columns, expected, bytes.remaining()));
    }
    double[][] matrix = new double[rows][columns];
    for (double[] row : matrix) {
      for (int j = 0; j < columns; j++) {
        row[j] = single ? bytes.getFloat() : bytes.getDouble();
      }
    }
    return matrix;
  }

  private static String header(ByteBuffer bytes) {
    if (bytes.remaining() < SHORTEST) {
      throw new IllegalArgumentException("it ends within its header");
    }
    bytes.position(MAGIC.length);
    int major = bytes.get();
    int minor = bytes.get();
    if (major != 1 && major != 2) {
      throw new IllegalArgumentException(
          "its format is version %d.%d, not 1.0 or 2.0".formatted(major, minor));
    }
    long length =
        major == 1
            ? Short.toUnsignedLong(bytes.getShort())
            : Integer.toUnsignedLong(bytes.getInt());
    if (length > Math.min(LONGEST_HEADER, bytes.remaining())) {
      throw new IllegalArgumentException(
          "its header claims %d bytes, which is more than there are or more than a matrix needs"
              .formatted(length));
    }
    byte[] text = new byte[(int) length];
    bytes.get(text);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static Matcher field(String header, Pattern pattern, String what) {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw new IllegalArgumentException("its header lacks %s: %s".formatted(what, header.strip()));
    }
    return matcher;
  }

  private static int edge(String digits, int largest) {
    int edge = Integer.parseInt(digits);
    if (edge < 1 || edge > largest) {
      throw new IllegalArgumentException(
          "an edge of %d is not between 1 and %d".formatted(edge, largest));
    }
    return edge;
  }
}
